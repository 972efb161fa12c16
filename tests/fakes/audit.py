"""The audit chain in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from shared.domain.audit import Deed, Recorded
from shared.domain.audit_chain import AuditEntry, AuditHead, head_of, trimmed
from shared.domain.errors import InvalidRequest
from shared.ports import Page
from tests.fakes.alongside import append
from tests.fakes.memory import Memory


@dataclass
class MemoryAudit:
    """Implements `AuditLog`."""

    memory: Memory = field(default_factory=Memory)

    @property
    def chains(self) -> dict[str, list[AuditEntry]]:
        """Each organisation's, the oldest first."""
        return self.memory.chains

    def append(self, organisation_id: str, deed: Deed) -> AuditEntry:
        with self.memory.transaction():
            return append(self.memory, Recorded(organisation_id=organisation_id, deed=deed))

    def note(self, organisation_id: str, deed: Deed) -> None:
        self.append(organisation_id, deed)

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
        return self.memory.chain_starts.get(organisation_id, AuditHead())

    def let_go(self, organisation_id: str, before: datetime, at: datetime) -> int:
        with self.memory.transaction():
            known = self.chains.get(organisation_id, [])
            old = list(takewhile(lambda entry: entry.at < before, known[:-1]))
            if old:
                start = self.memory.chain_starts[organisation_id] = head_of(old[-1])
                self.chains[organisation_id] = known[len(old) :]
                append(self.memory, Recorded(organisation_id=organisation_id, deed=trimmed(start, at)))
        return len(old)

    def head(self, organisation_id: str) -> AuditHead:
        known = self.chains.get(organisation_id)
        return head_of(known[-1]) if known else AuditHead()
