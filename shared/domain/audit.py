"""The record of who did what to an organisation's data: ids only, each entry chained to the one before.

An entry's hash is SHA-256 over its canonical JSON, which holds the hash of the entry before it. Who changes, inserts or
removes an entry breaks the chain from there on; who cuts off its end is found out by the head.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Self

from pydantic import Field, model_validator

from shared.domain.limits import MAX_AUDIT_OBJECTS
from shared.domain.value import Value

# Ids only: no space, no `@`, so that neither a name nor an address fits by mistake.
REFERENCE: Final = r"^[A-Za-z0-9][A-Za-z0-9_.:/#-]{0,127}$"
ACTION: Final = r"^[a-z_]+\.[a-z_]+$"
OPERATOR: Final = "operator"
CLOCK: Final = "clock"
FIRST: Final = "0" * 64  # what stands before the first entry

_REFERENCE = re.compile(REFERENCE)


class Outcome(StrEnum):
    """How a deed ended."""

    DONE = "done"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    FAILED = "failed"


class Deed(Value):
    """What somebody did. `actor` is the id of a key, `operator` or `clock`; `action` is `noun.past_participle`.

    `objects` are the ids of what it was done to.
    """

    at: datetime
    actor: str = Field(pattern=REFERENCE)
    action: str = Field(pattern=ACTION)
    objects: tuple[str, ...] = Field(default=(), max_length=MAX_AUDIT_OBJECTS)
    outcome: Outcome = Outcome.DONE
    request_id: str | None = Field(default=None, pattern=REFERENCE)

    @model_validator(mode="after")
    def _objects_are_ids(self) -> Self:
        if not all(_REFERENCE.match(name) for name in self.objects):
            raise ValueError("objects are ids")
        return self


class Recorded(Value):
    """A deed and in whose chain it is to be written."""

    organisation_id: str
    deed: Deed


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
