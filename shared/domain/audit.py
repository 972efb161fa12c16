"""The record of who did what to an organisation's data: ids only, each entry chained to the one before.

An entry's hash is SHA-256 over its canonical JSON, which holds the hash of the entry before it. Who changes, inserts or
removes an entry breaks the chain from there on; who cuts off its end is found out by the head.
"""

import re
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from pydantic import Field, model_validator

from shared.domain.bundle import Bundle
from shared.domain.limits import MAX_AUDIT_OBJECTS
from shared.domain.value import Value

# Ids only: no space, no `@`, so that neither a name nor an address fits by mistake.
REFERENCE: Final = r"^[A-Za-z0-9][A-Za-z0-9_.:/#-]{0,127}$"
ACTION: Final = r"^[a-z_]+\.[a-z_]+$"
OPERATOR: Final = "operator"
CLOCK: Final = "clock"


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
        if not all(re.match(REFERENCE, name) for name in self.objects):
            raise ValueError("objects are ids")
        return self


class Recorded(Bundle):
    """A deed and in whose chain it is to be written."""

    organisation_id: str
    deed: Deed
