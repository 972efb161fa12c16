"""What was said, by whom and when. Times are seconds from the start of the recording."""

from pydantic import Field

from shared.domain.made_by import Engine
from shared.domain.role import Role
from shared.domain.value import Value
from shared.domain.word import Word


class Segment(Value):
    """A stretch of one speaker's speech, at most a few sentences. `index` is its place in the transcript."""

    index: int
    speaker: str
    start_seconds: float
    end_seconds: float
    text: str
    confidence: float | None = None
    words: tuple[Word, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end_seconds - self.start_seconds


class Speaker(Value):
    """A voice. `label` is what the segments carry; a person may later give it a name, a role, or merge it."""

    label: str
    role: Role = Role.UNKNOWN
    name: str | None = None


class Transcript(Value):
    """A whole transcript. `warnings` are sentences for the user, without anything that was said."""

    language: str
    language_confidence: float | None = None
    duration_seconds: float
    segments: tuple[Segment, ...]
    speakers: tuple[Speaker, ...]
    engine: Engine
    warnings: tuple[str, ...] = ()
    timed: bool = Field(default=True, description="False when the source had no times, so that they are estimated")

    @property
    def full_text(self) -> str:
        """The text as `label: text` lines."""
        return "\n".join(f"{segment.speaker}: {segment.text}" for segment in self.segments)

    def role_of(self, label: str) -> Role:
        """The role of the speaker with that label; `UNKNOWN` when there is none."""
        return next((speaker.role for speaker in self.speakers if speaker.label == label), Role.UNKNOWN)
