"""What the interviewer does next. The engine that considered the answer proposes; these rules decide.

They keep what no engine may break: the budget of turns and minutes, the plan's required questions, how often one thing
is asked, and that what who answers says commands nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from shared.domain.session.action import ActionType
from shared.domain.session.answer import ANSWERED, AnswerKind
from shared.domain.session.limits import MAX_CLARIFICATIONS, MAX_HOSTILE_ANSWERS, MAX_MISHEARD
from shared.domain.session.phase import Phase
from shared.domain.session.plan_kinds import QuestionKind
from shared.domain.session.status import EndReason
from shared.domain.session.turn import Decision
from shared.domain.session.wording import mark_of

if TYPE_CHECKING:
    from shared.domain.session.answer import Answer, Considered
    from shared.domain.session.plan import PlannedQuestion, SessionPlan
    from shared.domain.session.session import QuestionProgress, Session

# An answer that gives so much needs no follow-up, but for data that is missing and what the plan itself asks for.
GOOD_VALUE: Final = 0.7
ENOUGH: Final = "every required question was asked and enough was heard"
SECONDS_OF_A_TURN: Final = 90.0  # what is reckoned for a question and its answer, thinking and all
# How often a question is put again for each of these, before the next is asked.
AGAIN: Final = {
    AnswerKind.REPEAT: MAX_CLARIFICATIONS,
    AnswerKind.THINKING: MAX_CLARIFICATIONS,
    AnswerKind.OFF_TOPIC: 1,
    AnswerKind.QUESTION_BACK: 1,
    AnswerKind.OTHER_LANGUAGE: 1,
    AnswerKind.INSTRUCTION: 1,
    AnswerKind.HOSTILE: 1,
    AnswerKind.NOT_UNDERSTOOD: MAX_MISHEARD + 1,
}


class Situation(NamedTuple):
    """What a decision weighs."""

    session: Session
    plan: SessionPlan
    answer: Answer
    considered: Considered
    now: datetime

    @property
    def question(self) -> PlannedQuestion:
        """The open question of the plan."""
        return self.plan.question(self.progress.question_id)

    @property
    def progress(self) -> QuestionProgress:
        """How far it has come, before this answer."""
        if self.session.current is None:
            raise AssertionError("a session that takes a turn has an open question")
        return self.session.current

    @property
    def waiting(self) -> tuple[PlannedQuestion, ...]:
        """What was not asked yet."""
        return self.session.waiting(self.plan)

    @property
    def turns_left(self) -> int:
        """After this one."""
        return self.plan.budget.turns - self.session.turn

    @property
    def seconds_left(self) -> float:
        """Of the session's time."""
        return (self.session.ends_at(self.plan) - self.now).total_seconds()

    @property
    def room(self) -> int:
        """How many more turns fit, by turns and by time."""
        return max(0, min(self.turns_left, int(self.seconds_left // SECONDS_OF_A_TURN)))

    @property
    def needed(self) -> int:
        """How many turns the required questions still take."""
        return sum(question.required for question in self.waiting)

    def is_over(self, section: str) -> bool:
        """Whether the time that the plan gives the section is spent."""
        ends = self.plan.minutes_until_after(section)
        return ends is not None and self.now - self.session.started_at >= timedelta(minutes=ends)

    @property
    def missing(self) -> tuple[str, ...]:
        """Data that the open question must yield and has not, this answer reckoned."""
        known = {*self.progress.learned, *self.considered.learned}
        return tuple(data for data in self.question.required_data if data not in known)

    @property
    def ruled(self) -> bool:
        """Whether the plan has a follow-up for what the answer lacks that was not asked yet."""
        rules = (rule for rule in self.question.follow_ups if rule.when in self.considered.lacks)
        return any(mark_of(rule.ask) not in self.session.said for rule in rules)

    @property
    def value(self) -> float:
        """What the answers to the open question have given at best."""
        return max(self.progress.value, self.considered.value)


def decide(at: Situation) -> Decision:
    """The decision, with its reasons in the order in which they were weighed."""
    found = next(decision for rule in RULES if (decision := rule(at)) is not None)
    weighed = (_answer_in_words(at), *found.reasons, _budget_in_words(at))
    return found.model_copy(update={"reasons": weighed})


def next_question(at: Situation) -> PlannedQuestion | None:
    """What is asked next, in the plan's order.

    Only what is required where there is no room for more, or where the time of its section is spent. After what
    somebody wants to add at the end, nothing that stands before it is asked.
    """
    begins = at.plan.questions.index(at.question) if at.question.kind is QuestionKind.CLOSING else 0
    later = at.plan.questions[begins:]
    return next((question for question in at.waiting if question in later and _fits(at, question)), None)


def _fits(at: Situation, question: PlannedQuestion) -> bool:
    return question.required or not (at.room < len(at.waiting) or at.is_over(question.section))


def _conclude(reason: EndReason, why: str) -> Decision:
    return Decision(
        action=ActionType.CONCLUDE,
        question_id=None,
        reasons=(why,),
        phase=Phase.WRAP_UP,
        phase_changes=True,
        ends=reason,
    )


def _stay(at: Situation, action: ActionType, why: str) -> Decision:
    return Decision(action=action, question_id=at.question.id, reasons=(why,), phase=at.question.phase)


def _leaves(at: Situation) -> Decision | None:
    if at.considered.kind is AnswerKind.LEAVING:
        return _conclude(EndReason.CANDIDATE_LEFT, "who answers wants to end")
    if at.considered.kind is AnswerKind.HOSTILE and at.session.hostile + 1 >= MAX_HOSTILE_ANSWERS:
        return _conclude(EndReason.HOSTILE, "hostile again")
    return None


def _is_spent(at: Situation) -> Decision | None:
    if at.turns_left <= 0:
        return _conclude(EndReason.TURNS_SPENT, "no turn is left")
    if at.seconds_left <= 0:
        return _conclude(EndReason.TIME_SPENT, "no time is left")
    return None


def _clarifies(at: Situation) -> Decision | None:
    allowed = AGAIN.get(at.considered.kind, 0)
    spent = at.session.misheard if at.considered.kind is AnswerKind.NOT_UNDERSTOOD else at.progress.clarifications
    if spent < allowed:
        why = f"the question is put again ({spent + 1} of {allowed}): {at.considered.kind}"
        return _stay(at, ActionType.CLARIFY, why)
    return None


def _follows_up(at: Situation) -> Decision | None:
    if at.considered.kind not in ANSWERED or at.considered.proposes is not ActionType.ASK_FOLLOWUP:
        return None
    spent, allowed = at.progress.follow_ups, at.question.max_follow_ups
    if spent >= allowed or at.room <= at.needed:
        return None
    if at.value >= GOOD_VALUE and not at.missing and not at.ruled:
        return None
    if at.is_over(at.question.section) and not at.missing:
        return None
    return _stay(
        at, ActionType.ASK_FOLLOWUP, f"follow-up {spent + 1} of {allowed}: {at.considered.why or 'more is wanted'}"
    )


def _has_enough(at: Situation) -> Decision | None:
    """What somebody wants to add is asked for in any case."""
    if at.considered.proposes is not ActionType.CONCLUDE or at.needed or not at.waiting:
        return None
    last = next((question for question in at.waiting if question.kind is QuestionKind.CLOSING), None)
    return _goes_to(at, last, ENOUGH) if last else _conclude(EndReason.ENOUGH_HEARD, ENOUGH)


def _goes_on(at: Situation) -> Decision | None:
    question = next_question(at)
    return _goes_to(at, question, f"next of {len(at.waiting)} questions that wait") if question else None


def _goes_to(at: Situation, question: PlannedQuestion, why: str) -> Decision:
    return Decision(
        action=ActionType.NEW_QUESTION,
        question_id=question.id,
        reasons=(why,),
        phase=question.phase,
        phase_changes=question.phase is not at.question.phase,
    )


def _is_done(at: Situation) -> Decision:
    if any(_fits(at, question) for question in at.waiting):
        return _conclude(EndReason.ENOUGH_HEARD, ENOUGH)
    if at.waiting:
        return _conclude(EndReason.TIME_SPENT, "no room is left for the questions that are not required")
    return _conclude(EndReason.PLAN_DONE, "every question of the plan was asked")


RULES: Final[tuple[Callable[[Situation], Decision | None], ...]] = (
    _leaves,
    _is_spent,
    _clarifies,
    _follows_up,
    _has_enough,
    _goes_on,
    _is_done,
)


def _answer_in_words(at: Situation) -> str:
    missing = f", {len(at.missing)} data missing" if at.missing else ""
    return f"{at.considered.kind} answer, value {at.value:.2f}{missing}"


def _budget_in_words(at: Situation) -> str:
    minutes = max(0, int(at.seconds_left // 60))
    return f"{len(at.waiting)} questions wait, {max(0, at.turns_left)} turns and {minutes} minutes are left"
