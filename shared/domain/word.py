"""A spoken word. Times are seconds from the start of the recording."""

from shared.domain.value import Value


class Word(Value):
    """A spoken word. `confidence` is between 0 and 1."""

    text: str
    start_seconds: float
    end_seconds: float
    confidence: float | None = None
