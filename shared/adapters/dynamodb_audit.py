"""The audit chain in the table: an item per entry, and the head, which every append moves in the same transaction."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice, takewhile

from shared.adapters import dynamodb_audit_notes as notes
from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_audit_writes import ATTEMPTS, BUSY, chain_end, head_at, next_entry
from shared.adapters.dynamodb_keeping_keys import AUDIT_ENTRY, audit_entry_key, audit_of
from shared.adapters.dynamodb_table import Check, ConditionFailed, Delete, DynamoTable, Key, Put, Write
from shared.domain.audit import Deed, Recorded
from shared.domain.audit_chain import AuditEntry, AuditHead, head_of, trimmed
from shared.domain.errors import InvalidRequest
from shared.ports import Page

TOGETHER = 90  # a transaction holds 100 items


class DynamoAudit:
    """Implements `AuditLog`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def append(self, organisation_id: str, deed: Deed) -> AuditEntry:
        notes.settle(self._table, organisation_id, most=notes.TOGETHER)  # what was noted came before
        return self._append(Recorded(organisation_id=organisation_id, deed=deed), [])

    def note(self, organisation_id: str, deed: Deed) -> None:
        notes.note(self._table, organisation_id, deed)

    def page(self, organisation_id: str, *, limit: int, cursor: str | None = None) -> Page[AuditEntry]:
        if cursor is None:
            notes.settle(self._table, organisation_id, most=notes.AT_ONCE)
        before = _read_cursor(cursor) if cursor else self.head(organisation_id).sequence + 1
        begins = self.start(organisation_id).sequence + 1
        first = max(begins, before - limit)
        oldest, newest = (audit_entry_key(organisation_id, number) for number in (first, before - 1))
        found = list(self._table.query(oldest.pk, oldest.sk, through=newest.sk)) if before > first else []
        items = tuple(keys.value_of(item, AuditEntry) for item in reversed(found))
        return Page[AuditEntry](items=items, cursor=str(first) if first > begins else None)

    def entries(self, organisation_id: str) -> Iterator[AuditEntry]:
        notes.settle(self._table, organisation_id)
        return self._chained(organisation_id)

    def _chained(self, organisation_id: str) -> Iterator[AuditEntry]:
        for item in self._table.query(audit_of(organisation_id), AUDIT_ENTRY):
            yield keys.value_of(item, AuditEntry)

    def head(self, organisation_id: str) -> AuditHead:
        return chain_end(self._table, organisation_id)

    def start(self, organisation_id: str) -> AuditHead:
        return head_at(self._table, _start_key(organisation_id))

    def let_go(self, organisation_id: str, before: datetime, at: datetime) -> int:
        notes.settle(self._table, organisation_id)
        total, newest = 0, self.head(organisation_id).sequence
        while batch := self._old(organisation_id, before, newest):
            start = head_of(batch[-1])
            begins = keys.item_of(_start_key(organisation_id), start, "AUDIT_START")
            # With the entries goes where the chain begins, or what is left would look cut off.
            gone = [Delete(audit_entry_key(organisation_id, entry.sequence)) for entry in batch]
            recorded = Recorded(organisation_id=organisation_id, deed=trimmed(start, at))
            self._append(recorded, [Put(begins), *gone])
            total += len(batch)
        return total

    def _append(self, recorded: Recorded, beside: Sequence[Write | Delete | Check]) -> AuditEntry:
        """The entry, in one transaction with the writes beside it, which have no conditions."""
        return self._table.patiently(lambda: self._append_once(recorded, beside), BUSY, ATTEMPTS)

    def _append_once(self, recorded: Recorded, beside: Sequence[Write | Delete | Check]) -> AuditEntry | None:
        """None when another entry has taken the place."""
        entry, writes = next_entry(self._table, recorded)
        try:
            self._table.transact([*writes, *beside])
        except ConditionFailed:
            return None
        return entry

    def _old(self, organisation_id: str, before: datetime, newest: int) -> list[AuditEntry]:
        """The oldest ones, made before; never the one that was the newest."""
        found = islice(self._chained(organisation_id), TOGETHER)
        return list(takewhile(lambda entry: entry.at < before and entry.sequence < newest, found))


def _start_key(organisation_id: str) -> Key:
    return Key(audit_of(organisation_id), "START")


def _read_cursor(cursor: str) -> int:
    if not cursor.isdecimal() or not 1 <= int(cursor) < 10**12:
        raise InvalidRequest("not a cursor of this list", field="cursor", remedy="leave it out to begin anew")
    return int(cursor)
