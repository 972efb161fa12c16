"""Whisper, whoever runs it, invents words for silence, and says itself how likely that is."""

from typing import Final

NO_SPEECH_CEILING: Final = 0.9
DOUBTFUL_NO_SPEECH: Final = 0.6
DOUBTFUL_LOG_PROBABILITY: Final = -0.7


def is_speech(no_speech_probability: float, log_probability: float) -> bool:
    """Whether a segment with these two figures of Whisper's is something that somebody said."""
    doubtful = no_speech_probability > DOUBTFUL_NO_SPEECH and log_probability < DOUBTFUL_LOG_PROBABILITY
    return not doubtful and no_speech_probability <= NO_SPEECH_CEILING
