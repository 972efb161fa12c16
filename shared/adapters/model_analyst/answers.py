"""What a model is to answer to each question. Ids are numbers within the question, so that none can be made up.

Nothing is bounded here: vendors know different parts of JSON Schema. Bounds are kept where answers become values.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.attribution import AnswerStatus

Confidence = Annotated[float, Field(allow_inf_nan=False)]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class QuoteAnswer(_Answer):
    """A quote in a segment."""

    segment: int
    quote: str
    gist: str
    topic: str
    confidence: Confidence


class SpeakerAnswer(_Answer):
    """What was said of a speaker."""

    speaker: str
    name: str | None
    role: str | None
    organisation: str | None


class EvidenceAnswer(_Answer):
    """To extract_evidence."""

    evidence: list[QuoteAnswer]
    people: list[SpeakerAnswer]


class ThemeAnswer(_Answer):
    """A theme and the quotes it stands on."""

    name: str
    statement: str
    inclusion_criteria: str
    evidence: list[int]


class ThemesAnswer(_Answer):
    """To find_themes."""

    themes: list[ThemeAnswer]


class MergedThemeAnswer(_Answer):
    """A theme and those it is made of."""

    name: str
    statement: str
    inclusion_criteria: str
    themes: list[int]


class MergedThemesAnswer(_Answer):
    """To merge_themes."""

    themes: list[MergedThemeAnswer]


class PersonAnswer(_Answer):
    """The persona of a person."""

    person: int
    persona: int | None
    proposed_name: str | None
    proposed_description: str | None
    confidence: Confidence
    evidence: list[int]
    reason: str


class PersonasAnswer(_Answer):
    """To match_personas."""

    people: list[PersonAnswer]


class QuestionAnswer(_Answer):
    """What became of a question."""

    question: int
    status: AnswerStatus
    summary: str
    evidence: list[int]
    confidence: Confidence


class QuestionsAnswer(_Answer):
    """To attribute_answers."""

    answers: list[QuestionAnswer]


class SummaryAnswer(_Answer):
    """To summarise."""

    summary: str
