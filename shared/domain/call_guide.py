"""A call guide: what an interview asks, section by section, what each answer must yield, and how long it may take."""

from pydantic import Field, field_validator

from shared.domain.limits import MAX_NAME_CHARACTERS, MAX_TEXT_CHARACTERS
from shared.domain.mixed_languages import LANGUAGE
from shared.domain.resource import Resource
from shared.domain.session.limits import (
    DEFAULT_ANSWER_SECONDS,
    MAX_ANSWER_SECONDS,
    MAX_PLANNED_QUESTIONS,
    MAX_SECTIONS,
    MAX_SESSION_MINUTES,
)
from shared.domain.session.plan import Label, PlannedQuestion
from shared.domain.session.plan_kinds import InterviewKind
from shared.domain.session.questions import check_questions
from shared.domain.value import Value


class GuideSection(Value):
    """A part of a guide. Without `minutes` its time is reckoned from its questions."""

    title: Label
    minutes: int | None = Field(default=None, ge=1, le=MAX_SESSION_MINUTES)
    questions: tuple[PlannedQuestion, ...] = Field(min_length=1, max_length=MAX_PLANNED_QUESTIONS)


class CallGuide(Resource):
    """A guide for interviews of one kind. `context` is what the interviewer should know of the matter.

    An interview takes a copy of its version with it, so that no later change reaches one that is under way.
    """

    title: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    context: str = Field(default="", max_length=MAX_TEXT_CHARACTERS)
    kind: InterviewKind = InterviewKind.RESEARCH
    language: str = Field(default="en", pattern=LANGUAGE)
    answer_seconds: int = Field(default=DEFAULT_ANSWER_SECONDS, ge=10, le=MAX_ANSWER_SECONDS)
    sections: tuple[GuideSection, ...] = Field(min_length=1, max_length=MAX_SECTIONS)

    @field_validator("sections")
    @classmethod
    def _fit_into_a_session(cls, sections: tuple[GuideSection, ...]) -> tuple[GuideSection, ...]:
        check_questions([question for section in sections for question in section.questions])
        return sections
