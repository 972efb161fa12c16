"""Erasures in the table: the tombstone with the job, in the end with the receipt, each time in one transaction."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_admission_writes import waiting_of
from shared.adapters.dynamodb_alongside import change
from shared.adapters.dynamodb_cursors import read_cursor, write_cursor
from shared.adapters.dynamodb_expiry import expiry
from shared.adapters.dynamodb_keeping_keys import OPEN_ERASURES, erasure_key, erasures_of
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Item, Put, Update
from shared.domain.alongside import NOTHING, Alongside
from shared.domain.erasure import RECEIPT_DAYS, Erasure, stopped
from shared.domain.errors import AttemptSuperseded, InterviewBusy
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.run import Run
from shared.domain.run_status import RunStatus
from shared.domain.tombstone import remains_of
from shared.ports import Page

# A receipt gives way: an interview that lives beside one came out of a back-up, or of a stream that was played again.
FREE = "attribute_not_exists(pk) OR #status = :erased"
MINE = "#claims = :mine AND #status = :erasing"
DUE = "#status = :erasing AND #gsi2sk <= :at"


class DynamoErasures:
    """Implements `ErasureStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def mark(self, interview: Interview, run: Run | None, erasure: Erasure, along: Alongside = NOTHING) -> bool:
        together: list[Put | Update | Delete] = [
            Put(_tombstone(erasure), *_unchanged(interview)),
            Put(_item(erasure), FREE, {"erased": "erased"}),
        ]
        if run:
            together += _stop(run, erasure.requested_at)
        try:
            change(self._table, together, InterviewBusy("the interview has changed", field="interviewId"), along)
        except InterviewBusy:
            return False
        return True

    def find(self, key: InterviewKey) -> Erasure | None:
        item = self._table.get(erasure_key(key))
        return keys.value_of(item, Erasure) if item else None

    def claim(self, key: InterviewKey, at: datetime, until: datetime) -> Erasure | None:
        values = {"erasing": "erasing", "at": keys.in_time(at), "until": keys.in_time(until), "due": until.isoformat()}
        expression = "SET #gsi2sk = :until, #dueAt = :due ADD #claims :one"
        try:
            item = self._table.write(Update(erasure_key(key), expression, DUE, values | {"one": 1}))
        except ConditionFailed:
            return None
        return keys.value_of(item, Erasure)

    def save(self, erasure: Erasure) -> None:
        try:
            self._table.write(Put(_item(erasure), MINE, _mine(erasure)))
        except ConditionFailed:
            raise _superseded() from None

    def complete(self, erasure: Erasure, along: Alongside) -> None:
        done = [Put(_item(erasure), MINE, _mine(erasure)), Put(_tombstone(erasure))]
        change(self._table, done, _superseded(), along)

    def sweep_again(self, key: InterviewKey, at: datetime) -> bool:
        if self.find(key) is None:
            return False
        expression = "SET #status = :erasing, #gsi2pk = :open, #gsi2sk = :at, #dueAt = :due"
        values = {"erasing": "erasing", "open": OPEN_ERASURES, "at": keys.in_time(at), "due": at.isoformat()}
        with suppress(ConditionFailed):  # the receipt has expired between the two
            self._table.write(Update(erasure_key(key), expression, "attribute_exists(pk)", values))
        return True

    def due(self, at: datetime, *, limit: int) -> Sequence[Erasure]:
        items, _ = self._table.query_index("by_status", OPEN_ERASURES, limit=limit, newest_first=False)
        return [keys.value_of(item, Erasure) for item in items if item["gsi2sk"] <= keys.in_time(at)]

    def list_erasures(self, organisation_id: str, *, limit: int, cursor: str | None = None) -> Page[Erasure]:
        partition = erasures_of(organisation_id)
        start = read_cursor(cursor, "by_organisation", partition)
        items, last = self._table.query_index("by_organisation", partition, limit=limit, start=start)
        found = tuple(keys.value_of(item, Erasure) for item in items)
        return Page[Erasure](items=found, cursor=write_cursor(last))


def _unchanged(interview: Interview) -> tuple[str, dict[str, Any]]:
    """Holds the tombstone to the interview as it was read: its run, and that it lives."""
    condition = "#lastRun = :last AND #activeRun = :active AND NOT #status IN (:deleting, :deleted)"
    values = {"last": interview.last_run, "active": interview.active_run}
    return condition, values | {"deleting": "deleting", "deleted": "deleted"}


def _stop(run: Run, at: datetime) -> list[Put | Update | Delete]:
    """The run ends on record, and gives up its place if it waits."""
    ended = keys.item_of(keys.run_key(run.key), stopped(run, at), "RUN")
    together: list[Put | Update | Delete] = [Put(ended, "#status = :as_read", {"as_read": run.status.value})]
    if run.status is RunStatus.QUEUED:
        together.append(Delete(keys.waiting_key(waiting_of(run))))
    return together


def _tombstone(erasure: Erasure) -> Item:
    """In no index, so that no list has it. It goes when the receipt goes."""
    remains = remains_of(erasure)
    more = {"expires_at": _expiry(erasure)} if erasure.is_done else {}
    return keys.item_of(keys.interview_key(remains.key), remains, "INTERVIEW", **more)


def _item(erasure: Erasure) -> Item:
    """Open ones are listed for the clock; all are listed for their organisation."""
    key = erasure_key(erasure.key)
    listed = {"gsi1pk": key.pk, "gsi1sk": erasure.interview_id}
    if erasure.is_done:
        return keys.item_of(key, erasure, "ERASURE", expires_at=_expiry(erasure), **listed)
    return keys.item_of(key, erasure, "ERASURE", gsi2pk=OPEN_ERASURES, gsi2sk=keys.in_time(erasure.due_at), **listed)


def _expiry(erasure: Erasure) -> int:
    return expiry(erasure.completed_at or erasure.requested_at, RECEIPT_DAYS)


def _mine(erasure: Erasure) -> dict[str, Any]:
    return {"mine": erasure.claims, "erasing": "erasing"}


def _superseded() -> AttemptSuperseded:
    return AttemptSuperseded("another worker has gone on with the erasure", field="interviewId")
