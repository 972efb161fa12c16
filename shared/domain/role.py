"""What a speaker can be in an interview."""

from enum import StrEnum


class Role(StrEnum):
    """What a speaker is in the interview."""

    INTERVIEWER = "interviewer"
    PARTICIPANT = "participant"
    UNKNOWN = "unknown"
