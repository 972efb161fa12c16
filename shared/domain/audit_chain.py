"""Entries of the audit log, each chained to the one before."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from pydantic import Field

from shared.domain.audit import CLOCK, Deed
from shared.domain.value import Value

FIRST: Final = "0" * 64  # what stands before the first entry


class AuditEntry(Deed):
    """A deed in its place in the chain. Sequences begin with 1 and have no gap."""

    sequence: int = Field(ge=1)
    previous_hash: str
    hash: str


class AuditHead(Value):
    """The end of a chain; or of that part of it which was kept long enough and let go of."""

    sequence: int = 0
    hash: str = FIRST


class Verification(Value):
    """Whether a chain is whole; `broken_at` is the first sequence that is not as it was written."""

    entries: int
    broken_at: int | None = None

    @property
    def is_whole(self) -> bool:
        """Nothing was changed, inserted or removed."""
        return self.broken_at is None


def chain(deed: Deed, head: AuditHead) -> AuditEntry:
    """The entry that puts the deed after the head."""
    fields = deed.model_dump() | {"sequence": head.sequence + 1, "previous_hash": head.hash}
    return AuditEntry(**fields, hash=_hash(deed, head.sequence + 1, head.hash))


def trimmed(start: AuditHead, at: datetime) -> Deed:
    """What is put down when the oldest part of a chain is let go of: up to which entry."""
    return Deed(at=at, actor=CLOCK, action="audit.trimmed", objects=(f"entry-{start.sequence}",))


def head_of(entry: AuditEntry) -> AuditHead:
    """The head, once the entry is the last."""
    return AuditHead(sequence=entry.sequence, hash=entry.hash)


def verify(entries: Iterable[AuditEntry], head: AuditHead, start: AuditHead | None = None) -> Verification:
    """Walks the chain from the entry after `start`, the oldest first."""
    at = start or AuditHead()
    for entry in entries:
        if not _follows(entry, at):
            return Verification(entries=at.sequence, broken_at=at.sequence + 1)
        at = head_of(entry)
    return Verification(entries=at.sequence, broken_at=None if at == head else at.sequence + 1)


def _follows(entry: AuditEntry, before: AuditHead) -> bool:
    deed = Deed(**{name: getattr(entry, name) for name in Deed.model_fields})
    return entry == chain(deed, before)


def _hash(deed: Deed, sequence: int, previous_hash: str) -> str:
    """Over JSON with sorted keys, no spaces, times in UTC to the microsecond."""
    wire = deed.model_dump(mode="json", by_alias=True) | {
        "at": deed.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "sequence": sequence,
        "previousHash": previous_hash,
    }
    canonical = json.dumps(wire, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
