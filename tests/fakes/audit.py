"""The audit chain in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock

from shared.domain.audit import AuditEntry, AuditHead, Deed, chain, head_of
from shared.domain.errors import InvalidRequest
from shared.ports import Page


@dataclass
class MemoryAudit:
    """Implements `AuditLog`."""

    chains: dict[str, list[AuditEntry]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def append(self, organisation_id: str, deed: Deed) -> AuditEntry:
        with self._lock:
            entry = chain(deed, self.head(organisation_id))
            self.chains.setdefault(organisation_id, []).append(entry)
        return entry

    def page(self, organisation_id: str, *, limit: int, cursor: str | None = None) -> Page[AuditEntry]:
        if cursor is not None and not (cursor.isdecimal() and 1 <= int(cursor) < 10**12):
            raise InvalidRequest("not a cursor of this list", field="cursor", remedy="leave it out to begin anew")
        before = int(cursor) if cursor else self.head(organisation_id).sequence + 1
        first = max(1, before - limit)
        found = [entry for entry in self.chains.get(organisation_id, []) if first <= entry.sequence < before]
        return Page[AuditEntry](items=tuple(reversed(found)), cursor=str(first) if first > 1 else None)

    def entries(self, organisation_id: str) -> Iterator[AuditEntry]:
        return iter(list(self.chains.get(organisation_id, [])))

    def head(self, organisation_id: str) -> AuditHead:
        known = self.chains.get(organisation_id)
        return head_of(known[-1]) if known else AuditHead()
