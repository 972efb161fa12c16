"""Turns for the tests of who considers answers, and labelled answers."""

from pathlib import Path
from typing import Any, Final, NamedTuple

from shared.domain.session.answer import Answer, AnswerKind
from shared.domain.session.plan import Budget, PlannedQuestion, SessionPlan
from shared.domain.session.plan_kinds import InterviewKind, PlanSource, QuestionKind
from shared.domain.session.process_turn import open_session
from shared.ports import TurnContext
from tests.fakes.world import EPOCH

HERE: Final = Path(__file__).parent
JOB: Final = {
    "conflict": PlannedQuestion(
        id="conflict",
        text="Describe a conflict in a team and what you did.",
        kind=QuestionKind.BEHAVIOURAL,
        good_answer=("a concrete conflict", "what the candidate did themselves", "how it ended"),
    ),
    "slow": PlannedQuestion(
        id="slow",
        text="How would you find out why a page is slow?",
        kind=QuestionKind.TECHNICAL,
        good_answer=("measures before changing anything", "looks at the browser and the server", "names a tool"),
    ),
    "work": PlannedQuestion(
        id="work",
        text="Tell me about your work so far.",
        kind=QuestionKind.BACKGROUND,
        good_answer=("roles and how long", "what they were responsible for"),
    ),
}
MEALS: Final = PlannedQuestion(
    id="meals", text="How do you plan the meals of a week?", kind=QuestionKind.RESEARCH, topic="planning meals"
)


class Labelled(NamedTuple):
    """An answer and its kind."""

    kind: AnswerKind
    question: str
    text: str


def labelled(name: str) -> list[Labelled]:
    """The answers of a file of cases."""
    lines = (HERE / f"answers_{name}.txt").read_text(encoding="utf-8").splitlines()
    rows = [[part.strip() for part in line.split("|", 2)] for line in lines if not line.startswith("#")]
    return [Labelled(AnswerKind(kind), question, text) for kind, question, text in rows]


def plan_of(question: PlannedQuestion, **changes: Any) -> SessionPlan:
    research = question.kind is QuestionKind.RESEARCH
    usual: dict[str, Any] = {
        "kind": InterviewKind.RESEARCH if research else InterviewKind.JOB,
        "title": "Cooking at home" if research else "Web developer",
        "questions": (question,),
        "budget": Budget(turns=20, minutes=60),
        "source": PlanSource.CALL_GUIDE if research else PlanSource.JOB_DESCRIPTION,
    }
    return SessionPlan(**usual | changes)


def context(text: str, question: PlannedQuestion = JOB["conflict"], **changes: Any) -> TurnContext:
    """The first turn of an interview of that one question."""
    made = plan_of(question, **changes)
    session = open_session("acme", "int-1", made, EPOCH)[1]
    return TurnContext(plan=made, session=session, question=question, answer=Answer(text=text))


def context_of(case: Labelled) -> TurnContext:
    return context(case.text, MEALS if case.question == "meals" else JOB[case.question])
