"""Counts of an interview."""

from shared.domain.value import Value


class InterviewTotals(Value):
    """Counts for lists, written by `finalize`."""

    segments: int = 0
    evidence: int = 0
    themes: int = 0
    people: int = 0
    answered: int = 0
    questions: int = 0
    audio_seconds: float = 0.0
