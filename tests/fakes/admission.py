"""Waiting runs and slots in memory, under the conditions that the table's transactions have."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from shared.domain.admission import LEASE, Slot, Turn, Waiting
from shared.domain.events import DomainEvent
from shared.domain.interview_status import InterviewStatus
from shared.domain.lane import Lane
from shared.domain.run import Run
from shared.domain.run_status import RunStatus
from tests.fakes.memory import Memory, changed

Place = tuple[str, int]


class MemoryAdmission:
    """Implements `AdmissionStore`. `reads` counts what was asked."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._marks = count()
        self.reads = 0

    def announce(self, lane: Lane, organisation_id: str, at: datetime) -> None:
        with self._memory.transaction():
            before = self._memory.turns.get((lane, organisation_id))
            turn_at = before.turn_at if before else at
            mark = str(next(self._marks))
            turn = Turn(lane=lane, organisation_id=organisation_id, turn_at=turn_at, mark=mark)
            self._memory.turns[lane, organisation_id] = turn

    def turns(self, lane: Lane) -> Sequence[Turn]:
        self.reads += 1
        with self._memory.transaction():
            turns = [turn for turn in self._memory.turns.values() if turn.lane is lane]
        return sorted(turns, key=lambda turn: (turn.turn_at, turn.organisation_id))

    def serve(self, turn: Turn, at: datetime) -> None:
        with self._memory.transaction():
            known = self._memory.turns.get((turn.lane, turn.organisation_id))
            if known:
                self._memory.turns[turn.lane, turn.organisation_id] = changed(known, turn_at=at)

    def forget(self, turn: Turn) -> None:
        with self._memory.transaction():
            known = self._memory.turns.get((turn.lane, turn.organisation_id))
            if known and known.mark == turn.mark:
                del self._memory.turns[turn.lane, turn.organisation_id]

    def waiting(self, lane: Lane, organisation_id: str, *, limit: int | None = None) -> Sequence[Waiting]:
        self.reads += 1
        with self._memory.transaction():
            theirs = [w for w in self._memory.waiting if (w.lane, w.run.organisation_id) == (lane, organisation_id)]
        return sorted(theirs, key=lambda place: (place.since, place.run.execution_name))[:limit]

    def lane_slots(self, lane: Lane) -> Sequence[Slot]:
        return self._slots(f"lane {lane}")

    def organisation_slots(self, organisation_id: str) -> Sequence[Slot]:
        return self._slots(f"organisation {organisation_id}")

    def _slots(self, owner: str) -> Sequence[Slot]:
        self.reads += 1
        with self._memory.transaction():
            return [slot for (whose, _), slot in sorted(self._memory.slots.items()) if whose == owner]

    def admit(
        self, waiting: Waiting, lane_slot: int, organisation_slot: int, at: datetime, event: DomainEvent | None = None
    ) -> bool:
        key = waiting.run
        places = ((f"lane {waiting.lane}", lane_slot), (f"organisation {key.organisation_id}", organisation_slot))
        with self._memory.transaction():
            run, owner = self._memory.runs.get(key), self._memory.interviews.get(key.interview)
            free = not any(self._is_held(place, at) for place in places)
            if not run or not owner or not free or run.status is not RunStatus.QUEUED or owner.active_run != key.run:
                return False
            for place in places:
                self._memory.slots[place] = Slot(number=place[1], holder=key, lease_until=at + LEASE)
            going = {"status": RunStatus.RUNNING, "started_at": at}
            slots = {"lane_slot": lane_slot, "organisation_slot": organisation_slot}
            self._memory.runs[key] = changed(run, **going, **slots)
            self._memory.active_since[key] = at
            self._stand(key.interview, InterviewStatus.PROCESSING, at)
            self._memory.waiting.discard(waiting)
            if event:
                self._memory.outbox[key.interview, event.event_id] = event
            return True

    def _is_held(self, place: Place, at: datetime) -> bool:
        slot = self._memory.slots.get(place)
        return slot is not None and slot.lease_until > at

    def _stand(self, key: object, status: InterviewStatus, at: datetime) -> None:
        owner = self._memory.interviews[key]  # type: ignore[index]
        self._memory.interviews[owner.key] = changed(owner, status=status, updated_at=at)
        self._memory.status_since[owner.key] = at

    def put_back(self, run: Run, at: datetime) -> bool:
        with self._memory.transaction():
            known = self._memory.runs[run.key]
            owner = self._memory.interviews[run.key.interview]
            started = known.status is not RunStatus.RUNNING or known.execution_arn
            if started or owner.active_run != run.key.run:
                return False
            self._memory.runs[run.key] = changed(known, status=RunStatus.QUEUED)
            self._memory.active_since.pop(run.key, None)
            self._stand(run.key.interview, InterviewStatus.QUEUED, at)
            self._memory.waiting.add(waiting_of(run))
            self.release(run)
            return True

    def drop(self, waiting: Waiting) -> None:
        with self._memory.transaction():
            self._memory.waiting.discard(waiting)

    def renew(self, run: Run, at: datetime) -> bool:
        held = self._lease(run, at + LEASE)
        return bool(held) and all(held)

    def release(self, run: Run) -> None:
        with self._memory.transaction():
            for place in _places(run):
                slot = self._memory.slots.get(place)
                if slot and slot.holder == run.key:
                    del self._memory.slots[place]

    def _lease(self, run: Run, until: datetime) -> list[bool]:
        with self._memory.transaction():
            return [self._extend(place, run, until) for place in _places(run)]

    def _extend(self, place: Place, run: Run, until: datetime) -> bool:
        slot = self._memory.slots.get(place)
        if slot is None or slot.holder != run.key:
            return False
        self._memory.slots[place] = changed(slot, lease_until=until)
        return True


def waiting_of(run: Run) -> Waiting:
    """The place of a run that waits."""
    return Waiting(run=run.key, lane=run.request.lane, since=run.queued_at or run.started_at)


def _places(run: Run) -> tuple[Place, ...]:
    if run.lane_slot is None or run.organisation_slot is None:
        return ()
    lane, organisation = f"lane {run.request.lane}", f"organisation {run.key.organisation_id}"
    return (lane, run.lane_slot), (organisation, run.organisation_slot)
