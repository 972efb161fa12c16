"""How well a recording was heard."""

from typing import Final

from shared.domain.value import Value

UNSURE_WORD: Final = 0.5  # a stretch heard with less confidence counts as unsure


class Heard(Value):
    """What is known of how a recording was heard. Both are None for a ready transcript."""

    language_confidence: float | None = None
    unsure_share: float | None = None


def unsure_share(stretches: list[tuple[float, float | None]]) -> float | None:
    """How much of what was said was heard with little confidence: (seconds, confidence) each; None if nobody knows."""
    rated = [(seconds, confidence) for seconds, confidence in stretches if confidence is not None]
    total = sum(seconds for seconds, _ in rated)
    if not total:
        return None
    return round(sum(seconds for seconds, confidence in rated if confidence < UNSURE_WORD) / total, 3)
