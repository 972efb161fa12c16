"""What analysis produces from evidence: themes, persona assignments, answer attributions."""

from enum import StrEnum

from shared.domain.project import Persona
from shared.domain.value import Value


class Theme(Value):
    """A finding. Users read it as an insight; the store knows one word, theme, with exactly these three fields."""

    id: str
    name: str
    statement: str
    inclusion_criteria: str


class ThemeEvidence(Value):
    """Links a theme to a piece of evidence."""

    theme_id: str
    evidence_id: str


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


class PersonaAssignment(Value):
    """The persona of a person in this interview, upserted by person."""

    person_id: str
    persona_id: str
    persona_name: str
    proposed: bool
    confidence: float
    evidence_ids: tuple[str, ...]
    reason: str


class AnswerStatus(StrEnum):
    """Whether a project question was asked, and whether what was said answers it."""

    ANSWERED = "answered"
    NOT_ANSWERED = "not_answered"
    NOT_ASKED = "not_asked"


class AnswerAttribution(Value):
    """What the interview says to a project question. `evidence_ids` is empty unless `ANSWERED`."""

    question_id: str
    status: AnswerStatus
    summary: str
    evidence_ids: tuple[str, ...]
    confidence: float


class Summary(Value):
    """A few sentences on the whole interview."""

    text: str
