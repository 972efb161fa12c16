"""The audit chain in the table: an item per entry, and the head, which every append moves in the same transaction."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice, takewhile

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_keeping_keys import audit_of
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Key, Put
from shared.domain.audit import AuditEntry, AuditHead, Deed, chain, head_of
from shared.domain.errors import InvalidRequest
from shared.ports import Page

PREFIX = "ENTRY#"
NEW = "attribute_not_exists(pk)"
ATTEMPTS = 12
TOGETHER = 90  # a transaction holds 100 items
BUSY = "others kept appending to the audit log"


class DynamoAudit:
    """Implements `AuditLog`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def append(self, organisation_id: str, deed: Deed) -> AuditEntry:
        return self._table.patiently(lambda: self._append_once(organisation_id, deed), BUSY, ATTEMPTS)

    def page(self, organisation_id: str, *, limit: int, cursor: str | None = None) -> Page[AuditEntry]:
        before = _read_cursor(cursor) if cursor else self.head(organisation_id).sequence + 1
        begins = self.start(organisation_id).sequence + 1
        first = max(begins, before - limit)
        oldest, newest = (_key(organisation_id, number) for number in (first, before - 1))
        found = list(self._table.query(oldest.pk, oldest.sk, through=newest.sk)) if before > first else []
        items = tuple(keys.value_of(item, AuditEntry) for item in reversed(found))
        return Page[AuditEntry](items=items, cursor=str(first) if first > begins else None)

    def entries(self, organisation_id: str) -> Iterator[AuditEntry]:
        for item in self._table.query(audit_of(organisation_id), PREFIX):
            yield keys.value_of(item, AuditEntry)

    def head(self, organisation_id: str) -> AuditHead:
        return self._end(_head_key(organisation_id))

    def start(self, organisation_id: str) -> AuditHead:
        return self._end(_start_key(organisation_id))

    def let_go(self, organisation_id: str, before: datetime) -> int:
        total = 0
        while batch := self._old(organisation_id, before):
            start = keys.item_of(_start_key(organisation_id), head_of(batch[-1]), "AUDIT_START")
            # With the entries goes where the chain begins, or what is left would look cut off.
            gone = [Delete(_key(organisation_id, entry.sequence)) for entry in batch]
            self._table.transact([Put(start), *gone])
            total += len(batch)
        return total

    def _old(self, organisation_id: str, before: datetime) -> list[AuditEntry]:
        """The oldest ones, made before; never the last."""
        found = list(islice(self.entries(organisation_id), TOGETHER + 1))[:-1]
        return list(takewhile(lambda entry: entry.at < before, found))

    def _end(self, key: Key) -> AuditHead:
        item = self._table.get(key)
        return keys.value_of(item, AuditHead) if item else AuditHead()

    def _append_once(self, organisation_id: str, deed: Deed) -> AuditEntry | None:
        """None when another entry has taken the place."""
        head = self.head(organisation_id)
        entry = chain(deed, head)
        moved = keys.item_of(_head_key(organisation_id), head_of(entry), "AUDIT_HEAD")
        still = NEW if not head.sequence else "#sequence = :before"
        values = {"before": head.sequence} if head.sequence else {}
        written = keys.item_of(_key(organisation_id, entry.sequence), entry, "AUDIT_ENTRY")
        try:
            self._table.transact([Put(written, NEW), Put(moved, still, values)])
        except ConditionFailed:
            return None
        return entry


def _key(organisation_id: str, sequence: int) -> Key:
    return Key(audit_of(organisation_id), f"{PREFIX}{sequence:012d}")


def _head_key(organisation_id: str) -> Key:
    return Key(audit_of(organisation_id), "HEAD")


def _start_key(organisation_id: str) -> Key:
    return Key(audit_of(organisation_id), "START")


def _read_cursor(cursor: str) -> int:
    if not cursor.isdecimal() or not 1 <= int(cursor) < 10**12:
        raise InvalidRequest("not a cursor of this list", field="cursor", remedy="leave it out to begin anew")
    return int(cursor)
