"""What a recording holds, and what is heard in it."""

from shared.domain.made_by import Engine
from shared.domain.value import Value
from shared.domain.word import Word


class AudioInfo(Value):
    """What a media file holds. `container` is read from its bytes, never from its name."""

    container: str
    duration_seconds: float
    channels: int


class RecognisedSegment(Value):
    """A stretch of recognised speech, not yet given to a speaker. `channel` is set when tracks are separate.

    `speaker` is set by engines that tell voices apart themselves.
    """

    start_seconds: float
    end_seconds: float
    text: str
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    channel: int | None = None
    speaker: str | None = None


class Recognition(Value):
    """What speech to text heard. `audio_seconds` is the length that the provider charges for."""

    language: str
    language_confidence: float | None
    segments: tuple[RecognisedSegment, ...]
    engine: Engine
    audio_seconds: float = 0.0
