"""What analysis engines propose, before anything of it is checked."""

from shared.domain.persona import Persona
from shared.domain.value import Value


class EvidenceDraft(Value):
    """What an analysis engine proposes, before it is checked against the transcript.

    `segment_index` names the segment the quote is said to be in; the times are never the engine's.
    """

    quote: str
    gist: str
    topic: str
    segment_index: int
    confidence: float


class PersonDraft(Value):
    """What an analysis engine understood of a speaker. Each field only when it was said."""

    speaker: str
    name: str | None = None
    role: str | None = None
    organisation: str | None = None


class ThemeDraft(Value):
    """A theme as an engine proposes it, with the evidence it stands on."""

    name: str
    statement: str
    inclusion_criteria: str
    evidence_ids: tuple[str, ...]


class ThemesDraft(Value):
    """The themes of an interview. `instructions_used` is False when the engine cannot follow instructions."""

    themes: tuple[ThemeDraft, ...]
    instructions_used: bool = False


class PersonaDraft(Value):
    """The persona an engine sees in a person: one of the project's, or a proposed one. `confidence` is 0 to 1."""

    person_id: str
    persona: Persona
    confidence: float
    evidence_ids: tuple[str, ...]
    reason: str
