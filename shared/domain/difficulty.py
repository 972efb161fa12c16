"""How much experience a job asks for."""

from enum import StrEnum


class Difficulty(StrEnum):
    """How much is asked of who applies."""

    ENTRY = "entry"
    INTERMEDIATE = "intermediate"
    SENIOR = "senior"
    EXPERT = "expert"
