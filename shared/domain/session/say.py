"""The words of a decision: the engine's own where they may stand, fixed ones otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.domain.session.action import ActionType
from shared.domain.session.answer import AnswerKind
from shared.domain.session.limits import MAX_MISHEARD, MAX_SAID_CHARACTERS
from shared.domain.session.plan_kinds import FollowUpCause
from shared.domain.session.required_data import ask_for_data, names_data
from shared.domain.session.session import OpenQuestion
from shared.domain.session.status import EndReason
from shared.domain.session.wording import (
    AGAIN,
    BACK,
    BRIDGE_DECLINED,
    BRIDGE_GIVEN_UP,
    CANNOT_HEAR,
    CLOSING,
    CLOSING_EARLY,
    NOT_HEARD,
    PLEASE_TYPE,
    SAY_AGAIN,
    TAKE_TIME,
    bridge,
    follow_up,
    language_name,
    mark_of,
)

if TYPE_CHECKING:
    from shared.domain.session.situation import Situation
    from shared.domain.session.turn import Decision

EARLY = (EndReason.CANDIDATE_LEFT, EndReason.HOSTILE)
ASKED_FOR = frozenset(FollowUpCause) - {FollowUpCause.MISSING_DATA}
LEADS_ON = {AnswerKind.DONT_KNOW: BRIDGE_DECLINED}


class Said(NamedTuple):
    """All that is said, and the question in it that waits for an answer; None at the end."""

    text: str
    question: OpenQuestion | None


def say(at: Situation, decision: Decision) -> Said | None:
    """What is said; None when a follow-up is decided and every one that we know was asked already."""
    match decision.action:
        case ActionType.CONCLUDE:
            return Said(CLOSING_EARLY if decision.ends in EARLY else CLOSING, None)
        case ActionType.CLARIFY:
            return _again(at)
        case ActionType.ASK_FOLLOWUP:
            return _followed_up(at)
        case ActionType.NEW_QUESTION:
            return _next(at, decision)


def _again(at: Situation) -> Said:
    question = at.session.open.text if at.session.open else at.question.text
    text = _clarified(at).format(question=question, language=language_name(at.plan.language))
    return Said(text, OpenQuestion(question_id=at.question.id, text=question, action=ActionType.CLARIFY))


def _clarified(at: Situation) -> str:
    match at.considered.kind:
        case AnswerKind.NOT_UNDERSTOOD if at.answer.to_type:
            return CANNOT_HEAR
        case AnswerKind.NOT_UNDERSTOOD if at.answer.missed and at.session.misheard < MAX_MISHEARD:
            return NOT_HEARD
        case AnswerKind.NOT_UNDERSTOOD:
            return SAY_AGAIN if at.session.misheard < MAX_MISHEARD else PLEASE_TYPE
        case AnswerKind.THINKING:
            return TAKE_TIME
        case AnswerKind.REPEAT:
            return AGAIN
        case kind:
            return BACK[kind]


def _followed_up(at: Situation) -> Said | None:
    """The plan's own rules go first, then what the engine would ask, then our wordings.

    Where no more follow-ups are left than data is missing, or the engine would rather go on, data is asked for.
    """
    text = _for_data(at) or _by_rule(at) or _own_words(at) or ask_for_data(at) or _by_cause(at)
    if text is None:
        return None
    return Said(text, OpenQuestion(question_id=at.question.id, text=text, action=ActionType.ASK_FOLLOWUP))


def _causes(at: Situation) -> tuple[FollowUpCause, ...]:
    data = (FollowUpCause.MISSING_DATA,) if at.missing else ()
    return (*data, *at.considered.lacks)


def _by_rule(at: Situation) -> str | None:
    causes = _causes(at)
    asked = (rule.ask for rule in at.question.follow_ups if rule.when in causes)
    return next((ask for ask in asked if mark_of(ask) not in at.session.said), None)


def _own_words(at: Situation) -> str | None:
    """Where they were not said before and are no other question of the plan."""
    text = (at.considered.say or "").strip()[:MAX_SAID_CHARACTERS]
    planned = {mark_of(question.text) for question in at.plan.questions}
    mark = mark_of(text)
    return text if text and mark not in planned and mark not in at.session.said else None


def _for_data(at: Situation) -> str | None:
    """The engine's own words for it will do."""
    if at.wants_more and at.follow_ups_left > len(at.missing):
        return None
    own = _own_words(at) if at.wants_more else None
    return own if own and names_data(at, own) else ask_for_data(at)


def _by_cause(at: Situation) -> str | None:
    """To tell more is asked of who said little, never of who said much of nothing."""
    causes = [cause for cause in at.considered.lacks if cause in ASKED_FOR]
    more = () if FollowUpCause.VAGUE in causes else (FollowUpCause.SHORT,)
    known = (follow_up(cause, at.session.said) for cause in (*causes, *more))
    return next((text for text in known if text), None)


def _next(at: Situation, decision: Decision) -> Said:
    question = at.plan.question(decision.question_id or "")
    given_up = at.session.misheard or at.progress.clarifications
    answered = at.considered.kind in {AnswerKind.SUBSTANTIVE, AnswerKind.THIN}
    usual = bridge(at.plan.questions.index(question)) if answered or not given_up else BRIDGE_GIVEN_UP
    lead = LEADS_ON.get(at.considered.kind, usual)
    return Said(
        f"{lead} {question.text}",
        OpenQuestion(question_id=question.id, text=question.text, action=ActionType.NEW_QUESTION),
    )
