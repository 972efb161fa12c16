"""What a recruiter decides of who was interviewed. It stands beside the scores, and no score makes it."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from shared.domain.limits import MAX_NAME_CHARACTERS, MAX_TEXT_CHARACTERS
from shared.domain.value import Value


class Decided(StrEnum):
    """What can be decided."""

    ADVANCE = "advance"
    HOLD = "hold"
    REJECT = "reject"


class RecruiterDecision(Value):
    """A decision: by whom, in the words of who records it, and why. `key_id` is the key that recorded it."""

    decided: Decided
    by: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    reason: str = Field(min_length=1, max_length=MAX_TEXT_CHARACTERS)
    at: datetime
    key_id: str
