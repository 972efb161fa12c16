"""Keys of sessions, which lie in the partition of their interview."""

from typing import Final

from shared.adapters.dynamodb_keys import partition_of
from shared.adapters.dynamodb_table import Key
from shared.domain.interview_key import InterviewKey

# Sparse, of every organisation, for the clock: sessions that take turns, by when they count as abandoned; and those
# that have ended and whose transcript is not there yet.
OPEN_SESSIONS: Final = "OPEN_SESSIONS"
ENDED_SESSIONS: Final = "ENDED_SESSIONS"
TURN_PREFIX: Final = "TURN#"


def session_key(key: InterviewKey) -> Key:
    """The key of an interview's session."""
    return Key(partition_of(key), "SESSION")


def turn_key(key: InterviewKey, number: int) -> Key:
    """The key of a turn; numbers are padded so that the order of text is the order of numbers."""
    return Key(partition_of(key), f"{TURN_PREFIX}{number:04d}")
