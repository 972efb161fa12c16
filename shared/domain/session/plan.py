"""What a live interview is to ask: frozen when the interview is scheduled, so that no later edit changes it midway."""

from typing import Annotated, Final

from pydantic import Field

from shared.domain.difficulty import Difficulty
from shared.domain.identifier import IDENTIFIER
from shared.domain.limits import MAX_NAME_CHARACTERS, MAX_TEXT_CHARACTERS
from shared.domain.made_by import Engine
from shared.domain.session.limits import (
    DEFAULT_ANSWER_SECONDS,
    DEFAULT_MINUTES,
    FOLLOW_UPS,
    MAX_ANSWER_SECONDS,
    MAX_CRITERIA,
    MAX_FOLLOW_UP_RULES,
    MAX_FOLLOW_UPS,
    MAX_PLANNED_QUESTIONS,
    MAX_REQUIRED_DATA,
    MAX_SECTIONS,
    MAX_SESSION_MINUTES,
    MAX_TURNS,
)
from shared.domain.session.phase import Phase
from shared.domain.session.plan_kinds import FollowUpCause, InterviewKind, PlanSource, QuestionKind
from shared.domain.value import Value

BANK_WROTE: Final = "a draft: the questions come from the bank of questions"
Said = Annotated[str, Field(min_length=1, max_length=MAX_TEXT_CHARACTERS)]
Label = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARACTERS)]


PHASE_OF = {
    QuestionKind.BACKGROUND: Phase.INTRO,
    QuestionKind.MOTIVATION: Phase.INTRO,
    QuestionKind.BEHAVIOURAL: Phase.BEHAVIOURAL,
    QuestionKind.SITUATIONAL: Phase.BEHAVIOURAL,
    QuestionKind.TECHNICAL: Phase.TECHNICAL,
    QuestionKind.RESEARCH: Phase.BEHAVIOURAL,
    QuestionKind.CLOSING: Phase.WRAP_UP,
}


class FollowUpRule(Value):
    """When the answer is so, ask that. The rules of a question are tried in their order."""

    when: FollowUpCause
    ask: Said


class PlannedQuestion(Value):
    """A question of the plan.

    `good_answer` is what a good answer contains, one criterion each: follow-ups and scores go by it, and who answers
    never sees it. `required_data` names what must be learned (for instance "team size"). A question that is not
    `required` is left out when time or turns get short, or enough was heard.
    """

    id: str = Field(pattern=IDENTIFIER)
    text: Said
    kind: QuestionKind
    topic: str = Field(default="", max_length=MAX_NAME_CHARACTERS)
    section: str = Field(default="", max_length=MAX_NAME_CHARACTERS)
    difficulty: Difficulty = Difficulty.INTERMEDIATE
    good_answer: tuple[Said, ...] = Field(default=(), max_length=MAX_CRITERIA)
    hint: str | None = Field(default=None, max_length=MAX_TEXT_CHARACTERS, description="Shown in practice interviews")
    required_data: tuple[Label, ...] = Field(default=(), max_length=MAX_REQUIRED_DATA)
    follow_ups: tuple[FollowUpRule, ...] = Field(default=(), max_length=MAX_FOLLOW_UP_RULES)
    max_follow_ups: int = Field(default=FOLLOW_UPS, ge=0, le=MAX_FOLLOW_UPS)
    required: bool = True

    @property
    def subject(self) -> str:
        """Its topic; its kind where it has none."""
        return self.topic or self.kind.value

    @property
    def is_owed(self) -> bool:
        """Whether an engine may not leave it out: it is required, or there is data that it has to yield."""
        return self.required or bool(self.required_data)

    @property
    def phase(self) -> Phase:
        """The phase that it belongs to."""
        return PHASE_OF[self.kind]


class Budget(Value):
    """How much a session may take. `turns` counts every answer, `minutes` the time from its start."""

    turns: int = Field(default=MAX_TURNS, ge=1, le=MAX_TURNS)
    minutes: int = Field(default=DEFAULT_MINUTES, ge=1, le=MAX_SESSION_MINUTES)
    answer_seconds: int = Field(default=DEFAULT_ANSWER_SECONDS, ge=10, le=MAX_ANSWER_SECONDS)


class SectionTime(Value):
    """How long a section of the plan may take, in its order."""

    section: Label
    minutes: int = Field(ge=1, le=MAX_SESSION_MINUTES)


class SessionPlan(Value):
    """The questions in their order, and the budget. `source_version` is the version of what it was made from.

    `written_by` made the questions, where no human has; a draft when they come from the bank of questions. `notes` say
    what came in its way, and what was assumed.
    """

    kind: InterviewKind
    title: str = Field(default="", max_length=MAX_NAME_CHARACTERS, description="The role or the subject")
    context: str = Field(default="", max_length=MAX_TEXT_CHARACTERS, description="What the interviewer should know")
    language: str = "en"
    questions: tuple[PlannedQuestion, ...] = Field(min_length=1, max_length=MAX_PLANNED_QUESTIONS)
    budget: Budget = Field(default_factory=Budget)
    sections: tuple[SectionTime, ...] = Field(default=(), max_length=MAX_SECTIONS)
    source: PlanSource
    source_id: str | None = None
    source_version: int | None = None
    written_by: Engine | None = None
    notes: tuple[str, ...] = ()

    def minutes_until_after(self, section: str) -> int | None:
        """When the section's time is over, in minutes from the session's start; None for one without a time."""
        ends, passed = None, 0
        for time in self.sections:
            passed += time.minutes
            ends = passed if time.section == section else ends
        return ends

    def question(self, question_id: str) -> PlannedQuestion:
        """The question of that id. Raises KeyError: an id in a session always comes from its plan."""
        return next(question for question in self.questions if question.id == question_id)


def warnings_of(plan: SessionPlan) -> tuple[str, ...]:
    """Why the questions are a draft, and what was assumed of them."""
    is_said = any("a draft" in note for note in plan.notes)
    is_draft = plan.written_by is not None and plan.written_by.draft
    return (BANK_WROTE, *plan.notes) if is_draft and not is_said else plan.notes
