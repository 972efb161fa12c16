"""What an interview is worth, and what engines do."""

from enum import StrEnum


class Tier(StrEnum):
    """What an interview is worth: which engines work on it."""

    ESSENTIAL = "essential"
    PROFESSIONAL = "professional"
    ENTERPRISE = "enterprise"


class EngineKind(StrEnum):
    """What an engine does."""

    ANALYSIS = "analysis"
    SPEECH = "speech"
    VOICE = "voice"
