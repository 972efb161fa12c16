"""What is needed to turn a recording into words with speakers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from shared.domain.engines import EngineUse
    from shared.domain.job_outcome import JobOutcome
    from shared.domain.pieces import Piece
    from shared.domain.transcript import Transcript
    from shared.ports.heard import AudioInfo, RecognisedSegment, Recognition


class SpeechToText(Protocol):
    """Turns a recording into words with times."""

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        """Without a hint the language is detected; with a tag of two (`hi-en`), too, by whoever hears both.

        Raises UnreadableRecording, UnsupportedLanguage, EngineUnavailable, EngineTimeout, EngineFailed.
        """
        ...


class TranscriptionJobs(Protocol):
    """Speech to text that hears whole recordings by jobs of its own, and says when it is ready."""

    def start(self, name: str, recording: str, output: str, *, language_hint: str | None) -> None:
        """Starts the job of that name, unless it is under way or has ended well.

        `recording` is a key of the media bucket, `output` one of the artifacts bucket. Raises UnsupportedLanguage,
        EngineThrottled, EngineRefused, EngineFailed.
        """
        ...

    def use(self, audio_seconds: float) -> EngineUse:
        """What a job that has heard so much costs."""
        ...

    def outcome(self, name: str) -> JobOutcome:
        """How the job stands. Raises EngineThrottled, EngineRefused, EngineFailed, EngineTimeout: it is not known."""
        ...

    def read(self, name: str) -> Recognition:
        """What a job that has ended well heard, with speakers. Raises EngineFailed, MissingStepInput if it is gone."""
        ...


class Readable(Protocol):
    """A file that is read from anywhere, wherever it is kept."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; to the end when it is negative."""
        ...

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Goes on from another place, as `io` has it."""
        ...

    def tell(self) -> int:
        """The place to be read next."""
        ...


class Sound(Protocol):
    """A recording that has been decoded once. It is kept on disk, never in memory."""

    @property
    def info(self) -> AudioInfo:
        """What the file holds."""
        ...

    @property
    def has_separate_tracks(self) -> bool:
        """Whether each of two channels holds one voice."""
        ...

    @property
    def loudness(self) -> Sequence[float]:
        """How loud it is, window after window of `LOUDNESS_SECONDS`, all channels together. Any unit."""
        ...

    def flac(self, piece: Piece) -> AbstractContextManager[Path]:
        """A piece as FLAC at 16 kHz: its channel, without the other voice in it, or all channels mixed.

        The file is gone when the context ends.
        """
        ...


class RecordingDecoder(Protocol):
    """Looks into media files."""

    def decode(self, recording: Readable, *, max_seconds: float) -> AbstractContextManager[Sound]:
        """Decodes the file in bounded memory, and no further than a second beyond `max_seconds`.

        Raises UnreadableRecording.
        """
        ...


class VoiceSeparator(Protocol):
    """Tells voices apart. The heavy part is done piece by piece, the comparison over all pieces at once."""

    def voiceprints(self, recording: Path, segments: Sequence[RecognisedSegment]) -> Sequence[str]:
        """How the voice of each segment sounds, as text for `group`. Raises EngineUnavailable."""
        ...

    def group(self, voiceprints: Sequence[str], seconds: Sequence[float]) -> Sequence[int]:
        """A number per segment, the same for the same voice. `seconds` is how long each segment lasts."""
        ...


class TranscriptReader(Protocol):
    """Reads a ready transcript: JSON, WebVTT, SRT, or `Name: text` lines."""

    def recognises(self, file: Readable) -> bool:
        """Whether the file is text to be read and no media, by its first bytes and never by its name."""
        ...

    def read(self, file: Readable, *, language: str | None, ours: bool) -> Transcript:
        """What is `ours` keeps who has made it. Raises UnreadableTranscript, which names the line, never quotes it."""
        ...
