"""Plans and answers for the tests of sessions."""

from typing import Any

from shared.domain.call_guide import CallGuide, GuideSection
from shared.domain.made_by import Engine
from shared.domain.session.action import ActionType
from shared.domain.session.answer import Answer, AnswerKind, Considered
from shared.domain.session.plan import Budget, PlannedQuestion, SessionPlan
from shared.domain.session.plan_kinds import InterviewKind, PlanSource, QuestionKind
from shared.domain.session.process_turn import Heard

ENGINE = Engine(name="scripted", version="1")
TEXTS = (
    "Tell me about your work so far.",
    "Describe a conflict in a team and what you did.",
    "How would you find out why a page is slow?",
    "What do you want to learn next?",
)
KINDS = (QuestionKind.BACKGROUND, QuestionKind.BEHAVIOURAL, QuestionKind.TECHNICAL, QuestionKind.MOTIVATION)


def question(number: int, **changes: Any) -> PlannedQuestion:
    usual: dict[str, Any] = {"id": f"q{number}", "text": TEXTS[(number - 1) % 4], "kind": KINDS[(number - 1) % 4]}
    return PlannedQuestion(**usual | changes)


def plan(*questions: PlannedQuestion, turns: int = 20, minutes: int = 60, **changes: Any) -> SessionPlan:
    usual: dict[str, Any] = {
        "kind": InterviewKind.JOB,
        "title": "Analyst",
        "questions": questions or tuple(question(number) for number in (1, 2, 3, 4)),
        "budget": Budget(turns=turns, minutes=minutes),
        "source": PlanSource.JOB_DESCRIPTION,
    }
    return SessionPlan(**usual | changes)


def call_guide(**changes: Any) -> CallGuide:
    section = GuideSection(title="Shifts", minutes=20, questions=(question(1, kind=QuestionKind.RESEARCH),))
    return CallGuide(**{"id": "one", "title": "Nights", "sections": (section,)} | changes)


def heard(
    kind: AnswerKind = AnswerKind.SUBSTANTIVE,
    *,
    text: str = "In spring I led five people.",
    value: float = 0.8,
    proposes: ActionType = ActionType.NEW_QUESTION,
    **changes: Any,
) -> Heard:
    considered = Considered(kind=kind, value=value, proposes=proposes, engine=ENGINE, **changes)
    return Heard(Answer(text=text), considered)
