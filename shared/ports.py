"""What the use cases need from outside, in domain words. Adapters and fakes implement these; tests hold both to it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from shared.domain.analysis import AnswerAttribution, PersonaDraft, ThemesDraft
from shared.domain.evidence import EvidenceDraft, EvidenceUnit, Person, PersonDraft
from shared.domain.project import Persona, ProjectQuestion
from shared.domain.transcript import Engine, Segment, Transcript, Word
from shared.domain.value import Value

V = TypeVar("V", bound=Value)

# --- speech ---------------------------------------------------------------------------------------------------------


class AudioInfo(Value):
    """What a media file holds. `container` is read from its bytes, never from its name."""

    container: str
    duration_seconds: float
    channels: int


class RecognisedSegment(Value):
    """A stretch of recognised speech, not yet given to a speaker. `channel` is set when tracks are separate."""

    start_seconds: float
    end_seconds: float
    text: str
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    channel: int | None = None


class Recognition(Value):
    """What speech to text heard."""

    language: str
    language_confidence: float | None
    segments: tuple[RecognisedSegment, ...]
    engine: Engine


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


# --- analysis: a language model and the embedded engine do the same job ---------------------------------------------


class EvidenceReading(Value):
    """What an analyst found in one window of a transcript."""

    evidence: tuple[EvidenceDraft, ...]
    people: tuple[PersonDraft, ...]


class Analyst(Protocol):
    """Reads a transcript and says what is in it. Every call is one engine call, to be paid for and counted.

    Raises EngineUnavailable, EngineTimeout, EngineFailed.
    """

    @property
    def engine(self) -> Engine:
        """Who answers, and whether its answers are drafts."""
        ...

    def read_window(self, transcript: Transcript, window: Sequence[Segment]) -> EvidenceReading:
        """Evidence and people in consecutive segments of the transcript."""
        ...

    def find_themes(self, evidence: Sequence[EvidenceUnit], *, instructions: str | None) -> ThemesDraft:
        """Themes over all evidence of the interview."""
        ...

    def match_personas(
        self, people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona]
    ) -> Sequence[PersonaDraft]:
        """A persona per person, proposed when none of `personas` fits."""
        ...

    def attribute_answers(
        self, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
    ) -> Sequence[AnswerAttribution]:
        """One attribution per question, in the order of the questions."""
        ...

    def summarise(self, evidence: Sequence[EvidenceUnit]) -> str:
        """A few sentences on the whole interview."""
        ...


class Embedder(Protocol):
    """Turns sentences into vectors of unit length."""

    @property
    def engine(self) -> Engine:
        """Which vectors these are."""
        ...

    def embed(self, sentences: Sequence[str]) -> Any:
        """A float32 array of shape (sentences, dimensions). Raises EngineUnavailable."""
        ...


# --- storage and the world ------------------------------------------------------------------------------------------


class Clock(Protocol):
    """The time, so that tests can set it."""

    def now(self) -> datetime:
        """Now, in UTC."""
        ...


class PresignedPost(Value):
    """A form with which one file can be uploaded without credentials: POST `fields` and then `file` to `url`."""

    url: str
    fields: dict[str, str]
    expires_at: datetime


class UploadedObject(Value):
    """An object in the media bucket."""

    key: str
    version: str
    size: int


class MediaStore(Protocol):
    """The media bucket."""

    def presign_upload(self, key: str, *, max_bytes: int, seconds: int) -> PresignedPost:
        """A form for exactly this key, 1 to `max_bytes` bytes."""
        ...

    def head(self, key: str, version: str | None) -> UploadedObject | None:
        """The object, or None."""
        ...

    def open_copy(self, key: str, version: str | None) -> AbstractContextManager[Path]:
        """A local copy of the object that is gone when the context ends."""
        ...

    def list_uploads(self) -> Sequence[UploadedObject]:
        """Every object with all its versions: for checks by an operator, never on a request path."""
        ...


class ArtifactStore(Protocol):
    """The artifacts bucket: large results, each written once under its run."""

    def put(self, key: str, value: Value) -> str:
        """Writes `value` as JSON and returns its reference, an `s3://` address."""
        ...

    def get(self, reference: str, kind: type[V]) -> V:
        """Reads what `put` wrote. Raises MissingStepInput when it is gone."""
        ...


class Analytics(Protocol):
    """Product analytics, off unless configured. Never raises: a lost event must not fail a run."""

    def capture(self, event: str, properties: dict[str, Any]) -> bool:
        """True when the event was handed over."""
        ...
