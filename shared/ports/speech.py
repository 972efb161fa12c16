"""What is needed to turn a recording into words with speakers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from shared.domain.transcript import Engine, Transcript, Word
from shared.domain.value import Value


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


class SpeechToText(Protocol):
    """Turns a recording into words with times."""

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        """Raises UnreadableRecording, UnsupportedLanguage, EngineUnavailable, EngineTimeout, EngineFailed."""
        ...


class AudioReader(Protocol):
    """Looks into media files."""

    def inspect(self, recording: Path) -> AudioInfo:
        """Decodes the whole file in bounded memory for its true length. Raises UnreadableRecording."""
        ...


class VoiceSeparator(Protocol):
    """Tells voices apart."""

    def label(self, recording: Path, segments: Sequence[RecognisedSegment]) -> Sequence[str]:
        """A speaker label (`S1`, `S2`, … in order of first speech) per segment. Raises EngineUnavailable."""
        ...


class TranscriptReader(Protocol):
    """Reads a ready transcript: JSON, WebVTT, SRT, or `Name: text` lines."""

    def recognises(self, file: Path) -> bool:
        """Whether the file is text to be read and no media, by its first bytes and never by its name."""
        ...

    def read(self, file: Path, *, language: str | None) -> Transcript:
        """Raises UnreadableTranscript, which names the line but never quotes it."""
        ...
