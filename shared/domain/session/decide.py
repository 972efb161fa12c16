"""What the interviewer does next. The engine that considered the answer proposes; these rules decide.

They keep what no engine may break: the budget of turns and minutes, the plan's required questions, how often one thing
is asked, and that what who answers says commands nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from shared.domain.session.action import ActionType
from shared.domain.session.answer import AnswerKind
from shared.domain.session.limits import MAX_CLARIFICATIONS, MAX_HOSTILE_ANSWERS, MAX_MISHEARD
from shared.domain.session.phase import Phase
from shared.domain.session.plan_kinds import QuestionKind
from shared.domain.session.required_data import ask_for_data
from shared.domain.session.status import EndReason
from shared.domain.session.turn import Decision

if TYPE_CHECKING:
    from shared.domain.session.plan import PlannedQuestion
    from shared.domain.session.situation import Situation

# An answer that gives so much needs no follow-up, but for data that is missing and what the plan itself asks for.
GOOD_VALUE: Final = 0.7
ENOUGH: Final = "every required question was asked and enough was heard"
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


def decide(at: Situation) -> Decision:
    """The decision, with its reasons in the order in which they were weighed."""
    found = next(decision for rule in RULES if (decision := rule(at)) is not None)
    weighed = (_answer_in_words(at), *_data_in_words(at, found), *found.reasons, _budget_in_words(at))
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
    if not at.wants_more or at.follow_ups_left <= 0:
        return None
    if at.value >= GOOD_VALUE and not at.missing and not at.ruled:
        return None
    if at.is_over(at.question.section) and not at.missing:
        return None
    return _follow_up(at, at.considered.why or "more is wanted")


def _asks_for_data(at: Situation) -> Decision | None:
    """Whatever the engine would rather do. Who cannot be understood is asked for nothing more."""
    if at.considered.kind is AnswerKind.NOT_UNDERSTOOD or at.follow_ups_left <= 0 or ask_for_data(at) is None:
        return None
    return _follow_up(at, f"not told yet: {', '.join(at.missing)}")


def _follow_up(at: Situation, why: str) -> Decision:
    count = f"follow-up {at.progress.follow_ups + 1} of {at.question.max_follow_ups}"
    return _stay(at, ActionType.ASK_FOLLOWUP, f"{count}: {why}")


def _has_enough(at: Situation) -> Decision | None:
    """What somebody wants to add is asked for in any case; nothing ends while data is owed that there is room for."""
    if at.considered.proposes is not ActionType.CONCLUDE or at.needed or not at.waiting:
        return None
    if any(question.is_owed and _fits(at, question) for question in at.waiting):
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
    _asks_for_data,
    _has_enough,
    _goes_on,
    _is_done,
)


def _answer_in_words(at: Situation) -> str:
    missing = f", {len(at.missing)} data missing" if at.missing else ""
    return f"{at.considered.kind} answer, value {at.value:.2f}{missing}"


def _data_in_words(at: Situation, decision: Decision) -> Iterator[str]:
    claimed = len({*at.considered.learned} - {*at.told})
    if claimed:
        yield f"{claimed} data claimed that nobody told"
    if at.missing and decision.question_id != at.question.id:
        spent = f"{at.progress.follow_ups} of {at.question.max_follow_ups} follow-ups spent"
        yield f"left without {', '.join(at.missing)}: {spent}"


def _budget_in_words(at: Situation) -> str:
    minutes = max(0, int(at.seconds_left // 60))
    return f"{len(at.waiting)} questions wait, {max(0, at.turns_left)} turns and {minutes} minutes are left"
