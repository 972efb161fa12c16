"""Erasures, and places to erase in, in memory."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.alongside import NOTHING, Alongside
from shared.domain.erasure import Erasure, ErasureStatus, stopped
from shared.domain.errors import AttemptSuperseded, InvalidRequest, StorageThrottled
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.run import Run
from shared.domain.tombstone import is_tombstone, remains_of
from shared.ports import Page
from tests.fakes.admission import waiting_of
from tests.fakes.alongside import changing
from tests.fakes.memory import Memory, changed


class MemoryErasures:
    """Implements `ErasureStore`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def mark(self, interview: Interview, run: Run | None, erasure: Erasure, along: Alongside = NOTHING) -> bool:
        with self._memory.transaction():
            known = self._memory.interviews.get(interview.key)
            before = self._memory.erasures.get(erasure.key)
            if not known or is_tombstone(known) or (before and not before.is_done):
                return False
            if (known.last_run, known.active_run) != (interview.last_run, interview.active_run):
                return False
            if run and self._memory.runs[run.key].status is not run.status:
                return False
            with changing(self._memory, along):
                self._mark(run, erasure)
            return True

    def _mark(self, run: Run | None, erasure: Erasure) -> None:
        self._memory.interviews[erasure.key] = remains_of(erasure)
        self._memory.erasures[erasure.key] = erasure
        if run:
            self._memory.runs[run.key] = stopped(run, erasure.requested_at)
            self._memory.active_since.pop(run.key, None)
            self._memory.waiting.discard(waiting_of(run))

    def find(self, key: InterviewKey) -> Erasure | None:
        return self._memory.erasures.get(key)

    def claim(self, key: InterviewKey, at: datetime, until: datetime) -> Erasure | None:
        with self._memory.transaction():
            known = self._memory.erasures.get(key)
            if not known or known.is_done or known.due_at > at:
                return None
            self._memory.erasures[key] = changed(known, due_at=until, claims=known.claims + 1)
            return self._memory.erasures[key]

    def save(self, erasure: Erasure) -> None:
        with self._memory.transaction():
            known = self._memory.erasures.get(erasure.key)
            if not known or known.is_done or known.claims != erasure.claims:
                raise AttemptSuperseded("another worker has gone on with the erasure", field="interviewId")
            self._memory.erasures[erasure.key] = erasure

    def complete(self, erasure: Erasure, along: Alongside) -> None:
        with changing(self._memory, along):
            self.save(erasure)
            self._memory.interviews[erasure.key] = remains_of(erasure)

    def sweep_again(self, key: InterviewKey, at: datetime) -> bool:
        with self._memory.transaction():
            known = self._memory.erasures.get(key)
            if known:
                self._memory.erasures[key] = changed(known, status=ErasureStatus.ERASING, due_at=at)
            return known is not None

    def due(self, at: datetime, *, limit: int) -> Sequence[Erasure]:
        with self._memory.transaction():
            due = [e for e in self._memory.erasures.values() if not e.is_done and e.due_at <= at]
        return sorted(due, key=lambda erasure: erasure.due_at)[:limit]

    def list_erasures(self, organisation_id: str, *, limit: int, cursor: str | None = None) -> Page[Erasure]:
        theirs = [e for e in self._memory.erasures.values() if e.organisation_id == organisation_id]
        if cursor is not None and cursor not in {e.interview_id for e in theirs}:
            raise InvalidRequest("not a cursor of this list", field="cursor", remedy="leave it out to begin anew")
        newest = sorted(theirs, key=lambda erasure: erasure.interview_id, reverse=True)
        rest = [e for e in newest if cursor is None or e.interview_id < cursor][:limit]
        # As DynamoDB does: a full page has a cursor, though nothing may come after it.
        return Page[Erasure](items=tuple(rest), cursor=rest[-1].interview_id if len(rest) == limit else None)


@dataclass
class MemoryQueue:
    """Implements `ErasureQueue`. Refuses messages while `throttled`."""

    messages: list[InterviewKey] = field(default_factory=list)
    throttled: bool = False

    def put(self, key: InterviewKey) -> None:
        if self.throttled:
            raise StorageThrottled("the queue answered ThrottlingException")
        self.messages.append(key)


@dataclass
class ErasableMemory:
    """Implements `Erasable` for the fakes' table: at most `limit` things at a time, by their kinds."""

    memory: Memory
    where: str = "table"

    def erase(self, key: InterviewKey, *, limit: int) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        with self.memory.transaction():
            for kind, found, remove in self._held(key):
                for one in found[: limit - counts.total()]:
                    remove(one)
                    counts[kind] += 1
        return counts

    def _held(self, key: InterviewKey) -> list[tuple[str, list[object], Callable[[object], object]]]:
        memory = self.memory
        return [
            ("upload", [k for k in memory.uploads if k[0] == key], memory.uploads.__delitem__),  # type: ignore[list-item]
            ("step", [k for k in memory.steps if k[0].interview == key], memory.steps.__delitem__),  # type: ignore[list-item]
            ("row", [k for k in memory.rows if k[0].interview == key], memory.rows.__delitem__),  # type: ignore[list-item]
            ("outbox_event", [k for k in memory.outbox if k[0] == key], memory.outbox.__delitem__),  # type: ignore[list-item]
            ("run", [k for k in memory.runs if k.interview == key], memory.runs.__delitem__),  # type: ignore[list-item]
            ("plan", [k for k in memory.plans if k == key], memory.plans.__delitem__),  # type: ignore[list-item]
            ("session", [k for k in memory.sessions if k == key], memory.sessions.__delitem__),  # type: ignore[list-item]
            ("turn", [k for k in memory.answers if k[0] == key], memory.answers.__delitem__),  # type: ignore[list-item]
        ]


@dataclass
class ErasablePlace:
    """Implements `Erasable` over a count of things; fails once for each of `errors`."""

    where: str = "elsewhere"
    things: dict[InterviewKey, int] = field(default_factory=dict)
    errors: list[Exception] = field(default_factory=list)

    def erase(self, key: InterviewKey, *, limit: int) -> Mapping[str, int]:
        if self.errors:
            raise self.errors.pop(0)
        taken = min(limit, self.things.get(key, 0))
        self.things[key] = self.things.get(key, 0) - taken
        return {"thing": taken} if taken else {}
