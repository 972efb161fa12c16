"""The phases of a live interview: one list, and the spellings that the users' documents have for it."""

from enum import StrEnum


class Phase(StrEnum):
    """Where an interview stands, as an interview turn of `/brain` spells it."""

    INTRO = "intro"
    BEHAVIOURAL = "behavioural"
    TECHNICAL = "technical"
    WRAP_UP = "wrap_up"


class SessionPhase(StrEnum):
    """The same phases, as a session spells them."""

    INTRO = "intro"
    BEHAVIORAL = "behavioral"
    TECHNICAL = "technical"
    CLOSING = "closing"


_SPELLED = dict(zip(Phase, SessionPhase, strict=True))


def spelled(phase: Phase) -> SessionPhase:
    """The phase in the words of the session."""
    return _SPELLED[phase]
