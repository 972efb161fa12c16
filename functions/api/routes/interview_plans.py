"""What a live interview asks."""

from typing import Literal

from functions.api.caller import Outside, Reader
from functions.api.fields import InterviewId
from functions.api.question_shapes import AskedQuestion, asked_of
from functions.api.routes.interviews import key_of
from functions.api.routing import resource
from functions.api.shapes import Shape
from shared.domain.errors import UnknownItem
from shared.domain.session.plan import PlannedQuestion, SessionPlan

router = resource("interviews", "/api/v1/interviews")


class BudgetShape(Shape):
    """How much the session may take: answers, minutes, and seconds of speech in one answer."""

    turns: int
    minutes: int
    answer_seconds: int


class SectionTimeShape(Shape):
    """How long a section may take."""

    section: str
    minutes: int


class WriterShape(Shape):
    """Who made questions. What is a draft wants a person's eye."""

    name: str
    version: str
    draft: bool


class PlanQuestion(AskedQuestion):
    """A question of the plan, with the section and the phase that it belongs to."""

    section: str
    phase: Literal["intro", "behavioural", "technical", "wrap_up"]


class InterviewPlanShape(Shape):
    """What a live interview asks, as it was when the interview was scheduled.

    `notes` say what came in the way of who made the questions, and what was assumed.
    """

    interview_id: str
    kind: Literal["job", "research"]
    title: str
    language: str
    questions: tuple[PlanQuestion, ...]
    budget: BudgetShape
    sections: tuple[SectionTimeShape, ...]
    source: Literal["job_description", "call_guide", "role"]
    source_id: str | None
    source_version: int | None
    written_by: WriterShape | None
    notes: tuple[str, ...]


@router.get("/{interview_id}/plan", operation_id="getPlan")
def get_plan(interview_id: InterviewId, caller: Reader, root: Outside) -> InterviewPlanShape:
    """The questions that a live interview was scheduled with, in their order. Later changes do not reach it."""
    interview = root.interviews.get_interview(key_of(caller, interview_id))
    plan = root.sessions.get_plan(interview.key)
    if plan is None:
        raise UnknownItem("the interview is not held live", field="interviewId")
    return shown(interview.id, plan)


def shown(interview_id: str, plan: SessionPlan) -> InterviewPlanShape:
    """A plan as its organisation sees it."""
    fields = plan.model_dump(exclude={"context", "questions"})
    questions = [question_of(question) for question in plan.questions]
    return InterviewPlanShape.model_validate(fields | {"interview_id": interview_id, "questions": questions})


def question_of(question: PlannedQuestion) -> PlanQuestion:
    """A question with where it stands."""
    place = {"section": question.section, "phase": question.phase}
    return PlanQuestion.model_validate(dict(asked_of(question)) | place)
