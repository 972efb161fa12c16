"""The audit chain in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from threading import Lock

from shared.domain.audit import AuditEntry, AuditHead, Deed, chain, head_of
from shared.domain.errors import InvalidRequest
from shared.ports import Page


@dataclass
class MemoryAudit:
    """Implements `AuditLog`."""

    chains: dict[str, list[AuditEntry]] = field(default_factory=dict)
    starts: dict[str, AuditHead] = field(default_factory=dict)
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
        begins = self.start(organisation_id).sequence + 1
        first = max(begins, before - limit)
        found = [entry for entry in self.chains.get(organisation_id, []) if first <= entry.sequence < before]
        return Page[AuditEntry](items=tuple(reversed(found)), cursor=str(first) if first > begins else None)

    def entries(self, organisation_id: str) -> Iterator[AuditEntry]:
        return iter(list(self.chains.get(organisation_id, [])))

    def start(self, organisation_id: str) -> AuditHead:
        return self.starts.get(organisation_id, AuditHead())

    def let_go(self, organisation_id: str, before: datetime) -> int:
        with self._lock:
            known = self.chains.get(organisation_id, [])
            old = list(takewhile(lambda entry: entry.at < before, known[:-1]))
            if old:
                self.starts[organisation_id] = head_of(old[-1])
                self.chains[organisation_id] = known[len(old) :]
        return len(old)

    def head(self, organisation_id: str) -> AuditHead:
        known = self.chains.get(organisation_id)
        return head_of(known[-1]) if known else AuditHead()
