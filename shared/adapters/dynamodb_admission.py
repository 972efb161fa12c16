"""Waiting runs and slots in the table. What must agree is written in one transaction; a slot is a lease."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from uuid import uuid4

from shared.adapters import dynamodb_admission_writes as writes
from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_outbox import outbox_item
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Key, Update
from shared.domain.admission import Slot, Turn, Waiting
from shared.domain.events import DomainEvent
from shared.domain.lane import Lane
from shared.domain.run import Run


class DynamoAdmission:
    """Implements `AdmissionStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def announce(self, lane: Lane, organisation_id: str, at: datetime) -> None:
        expression = (
            "SET #entity = :entity, #lane = :lane, #organisationId = :organisation, #mark = :mark, "
            "#turnAt = if_not_exists(#turnAt, :at)"
        )
        values = {"entity": "TURN", "lane": lane.value, "organisation": organisation_id, "mark": uuid4().hex}
        values["at"] = keys.in_time(at)
        self._table.write(Update(keys.turn_key(lane, organisation_id), expression, values=values))

    def turns(self, lane: Lane) -> Sequence[Turn]:
        items = self._table.query(keys.lane_partition(lane), keys.TURN_PREFIX)
        turns = [keys.value_of(item, Turn) for item in items]
        return sorted(turns, key=lambda turn: (turn.turn_at, turn.organisation_id))

    def serve(self, turn: Turn, at: datetime) -> None:
        key = keys.turn_key(turn.lane, turn.organisation_id)
        served = Update(key, "SET #turnAt = :at", "attribute_exists(pk)", {"at": keys.in_time(at)})
        self._try(served)

    def forget(self, turn: Turn) -> None:
        key = keys.turn_key(turn.lane, turn.organisation_id)
        try:
            self._table.transact([Delete(key, "#mark = :mark", {"mark": turn.mark})])
        except ConditionFailed:
            return  # something was announced since

    def waiting(self, lane: Lane, organisation_id: str, *, limit: int | None = None) -> Sequence[Waiting]:
        items = self._table.query(keys.waiting_partition(lane, organisation_id), limit=limit)
        return [keys.value_of(item, Waiting) for item in islice(items, limit)]

    def lane_slots(self, lane: Lane) -> Sequence[Slot]:
        return self._slots(keys.lane_partition(lane))

    def organisation_slots(self, organisation_id: str) -> Sequence[Slot]:
        return self._slots(keys.organisation_slots(organisation_id))

    def _slots(self, partition: str) -> Sequence[Slot]:
        return [keys.value_of(item, Slot) for item in self._table.query(partition, keys.SLOT_PREFIX)]

    def admit(
        self, waiting: Waiting, lane_slot: int, organisation_slot: int, at: datetime, event: DomainEvent | None = None
    ) -> bool:
        places = (keys.slot_key(keys.lane_partition(waiting.lane), lane_slot), lane_slot)
        partition = keys.organisation_slots(waiting.run.organisation_id)
        theirs = (keys.slot_key(partition, organisation_slot), organisation_slot)
        together = [writes.take(key, number, waiting.run, at) for key, number in (places, theirs)]
        try:
            self._table.transact(
                [
                    *together,
                    writes.set_going(waiting.run, lane_slot, organisation_slot, at),
                    writes.process(waiting.run, at),
                    Delete(keys.waiting_key(waiting)),
                    *([outbox_item(event)] if event else []),
                ]
            )
        except ConditionFailed:
            return False
        return True

    def put_back(self, run: Run, at: datetime) -> bool:
        try:
            self._table.transact([writes.queue_again(run), writes.wait_again(run.key, at), writes.waiting_item(run)])
        except ConditionFailed:
            return False
        self.release(run)
        return True

    def drop(self, waiting: Waiting) -> None:
        self._table.transact([Delete(keys.waiting_key(waiting))])

    def renew(self, run: Run, at: datetime) -> bool:
        held = [self._try(writes.renew(key, run.key, at)) for key in self._slots_of(run)]
        return bool(held) and all(held)

    def release(self, run: Run) -> None:
        for key in self._slots_of(run):
            with suppress(ConditionFailed):
                self._table.transact([writes.free(key, run.key)])

    def _slots_of(self, run: Run) -> Sequence[Key]:
        """The lane's last: while it is held, whoever looks for left-over slots still finds the run."""
        if run.lane_slot is None or run.organisation_slot is None:
            return ()
        return (
            keys.slot_key(keys.organisation_slots(run.key.organisation_id), run.organisation_slot),
            keys.slot_key(keys.lane_partition(run.request.lane), run.lane_slot),
        )

    def _try(self, update: Update) -> bool:
        try:
            self._table.write(update)
        except ConditionFailed:
            return False
        return True
