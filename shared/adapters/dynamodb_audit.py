"""The audit chain in the table: an item per entry, and the head, which every append moves in the same transaction."""

from collections.abc import Iterator

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_table import ConditionFailed, DynamoTable, Key, Put
from shared.domain.audit import AuditEntry, AuditHead, Deed, chain, head_of
from shared.domain.errors import InvalidRequest
from shared.ports import Page

PREFIX = "ENTRY#"
NEW = "attribute_not_exists(pk)"
ATTEMPTS = 12
BUSY = "others kept appending to the audit log"


class DynamoAudit:
    """Implements `AuditLog`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def append(self, organisation_id: str, deed: Deed) -> AuditEntry:
        return self._table.patiently(lambda: self._append_once(organisation_id, deed), BUSY, ATTEMPTS)

    def page(self, organisation_id: str, *, limit: int, cursor: str | None = None) -> Page[AuditEntry]:
        before = _read_cursor(cursor) if cursor else self.head(organisation_id).sequence + 1
        first = max(1, before - limit)
        oldest, newest = (_key(organisation_id, number) for number in (first, before - 1))
        found = list(self._table.query(oldest.pk, oldest.sk, through=newest.sk)) if before > 1 else []
        items = tuple(keys.value_of(item, AuditEntry) for item in reversed(found))
        return Page[AuditEntry](items=items, cursor=str(first) if first > 1 else None)

    def entries(self, organisation_id: str) -> Iterator[AuditEntry]:
        for item in self._table.query(keys.audit_of(organisation_id), PREFIX):
            yield keys.value_of(item, AuditEntry)

    def head(self, organisation_id: str) -> AuditHead:
        item = self._table.get(_head_key(organisation_id))
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
    return Key(keys.audit_of(organisation_id), f"{PREFIX}{sequence:012d}")


def _head_key(organisation_id: str) -> Key:
    return Key(keys.audit_of(organisation_id), "HEAD")


def _read_cursor(cursor: str) -> int:
    if not cursor.isdecimal() or not 1 <= int(cursor) < 10**12:
        raise InvalidRequest("not a cursor of this list", field="cursor", remedy="leave it out to begin anew")
    return int(cursor)
