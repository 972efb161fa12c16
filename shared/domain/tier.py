"""What an interview is worth."""

from enum import StrEnum


class Tier(StrEnum):
    """What an interview is worth: which engines work on it."""

    ESSENTIAL = "essential"
    PROFESSIONAL = "professional"
    ENTERPRISE = "enterprise"
