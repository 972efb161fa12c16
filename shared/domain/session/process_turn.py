"""One turn of the interviewer, as a pure function: state and answer in, response and state out. Seed 003 names it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.session.action import ActionType
from shared.domain.session.answer import ANSWERED, AnswerKind
from shared.domain.session.decide import decide
from shared.domain.session.limits import (
    MAX_INSIGHTS,
    MAX_MISHEARD,
    MAX_RECENT_CHARACTERS,
    MAX_SUMMARY_CHARACTERS,
    RECENT_EXCHANGES,
)
from shared.domain.session.say import say
from shared.domain.session.session import Exchange, OpenQuestion, QuestionProgress, Session
from shared.domain.session.situation import Situation
from shared.domain.session.status import Outcome, SessionStatus
from shared.domain.session.turn import Reply
from shared.domain.session.wording import NOTHING_SAID, opening, with_mark

if TYPE_CHECKING:
    from shared.domain.session.answer import Answer, Considered
    from shared.domain.session.plan import PlannedQuestion, SessionPlan
    from shared.domain.session.status import EndReason
    from shared.domain.session.turn import Decision


class Heard(NamedTuple):
    """An answer and what is made of it."""

    answer: Answer
    considered: Considered


def open_session(organisation_id: str, interview_id: str, plan: SessionPlan, now: datetime) -> tuple[str, Session]:
    """What is said first, and the session that waits for the first answer."""
    first = plan.questions[0]
    asked = OpenQuestion(question_id=first.id, text=first.text, action=ActionType.NEW_QUESTION)
    session = Session(
        organisation_id=organisation_id,
        interview_id=interview_id,
        open=asked,
        progress=tuple(_untouched(question, first) for question in plan.questions),
        said=with_mark(NOTHING_SAID, first.text),
        started_at=now,
        last_turn_at=now,
    )
    return opening(plan), session


def process_turn(state: Session, heard: Heard, plan: SessionPlan, now: datetime) -> tuple[Reply, Session]:
    """What the interviewer answers, and the state after it. Pure: the same in gives the same out."""
    at = Situation(session=state, plan=plan, answer=heard.answer, considered=heard.considered, now=now)
    decision = decide(at)
    said = say(at, decision)
    if said is None:  # every follow-up that we know was asked already
        at = at._replace(considered=heard.considered.model_copy(update={"proposes": ActionType.NEW_QUESTION}))
        decision = decide(at)
        said = say(at, decision)
    if said is None:
        raise AssertionError("only a follow-up can have nothing left to say")
    reply = Reply(text=said.text, question=said.question, decision=decision)
    return reply, _after(at, reply)


def _untouched(question: PlannedQuestion, first: PlannedQuestion) -> QuestionProgress:
    outcome = Outcome.OPEN if question is first else Outcome.WAITING
    return QuestionProgress(question_id=question.id, outcome=outcome)


def _after(at: Situation, reply: Reply) -> Session:
    before, thought = at.session, at.considered
    scored = thought.score is not None and thought.kind in ANSWERED
    changes = {
        "version": before.version + 1,
        "turn": before.turn + 1,
        "open": reply.question,
        "progress": _progress(at, reply.decision),
        "misheard": _misheard(at),
        "hostile": before.hostile + (thought.kind is AnswerKind.HOSTILE),
        "said": with_mark(before.said, reply.question.text) if reply.question else before.said,
        "recent": _recent(at),
        "summary": (thought.summary or before.summary)[:MAX_SUMMARY_CHARACTERS],
        "insights": _insights(before, thought),
        "score_sum": before.score_sum + (thought.score or 0.0) * scored,
        "scores": before.scores + scored,
        "last_turn_at": at.now,
    }
    types = at.answer.to_type or at.answer.missed or _misheard(at) > MAX_MISHEARD
    changes["offers_text"] = before.offers_text or types
    after = before.model_copy(update=changes)
    return after if reply.decision.ends is None else _ended(after, reply.decision.ends, at.now)


def _misheard(at: Situation) -> int:
    """In a row, of the open question: the next one begins anew."""
    if at.considered.kind is not AnswerKind.NOT_UNDERSTOOD:
        return 0
    again = at.session.misheard + 1
    return again if again <= MAX_MISHEARD + 1 else 0


def _ended(after: Session, reason: EndReason, now: datetime) -> Session:
    return after.model_copy(update={"status": SessionStatus.ENDED, "end_reason": reason, "ended_at": now})


def _progress(at: Situation, decision: Decision) -> tuple[QuestionProgress, ...]:
    here = _here(at, decision)
    moved = {here.question_id: here}
    if decision.question_id and decision.question_id != here.question_id:
        opened = at.session.of(decision.question_id).model_copy(update={"outcome": Outcome.OPEN})
        moved[opened.question_id] = opened
    return tuple(moved.get(progress.question_id, progress) for progress in at.session.progress)


def _here(at: Situation, decision: Decision) -> QuestionProgress:
    stays = decision.question_id == at.progress.question_id
    heard_wrong = at.considered.kind is AnswerKind.NOT_UNDERSTOOD
    return at.progress.model_copy(
        update={
            "outcome": Outcome.OPEN if stays else _outcome(at),
            "follow_ups": at.progress.follow_ups + (decision.action is ActionType.ASK_FOLLOWUP),
            "clarifications": at.progress.clarifications + (decision.action is ActionType.CLARIFY and not heard_wrong),
            "value": at.value if at.considered.kind in ANSWERED else at.progress.value,
            "learned": _learned(at),
        }
    )


def _outcome(at: Situation) -> Outcome:
    if at.considered.kind in ANSWERED or at.progress.value:
        return Outcome.ANSWERED
    return Outcome.DECLINED if at.considered.kind is AnswerKind.DONT_KNOW else Outcome.PASSED_OVER


def _learned(at: Situation) -> tuple[str, ...]:
    new = {*at.progress.learned, *at.told}
    return tuple(data for data in at.question.required_data if data in new)


def _recent(at: Situation) -> tuple[Exchange, ...]:
    asked = at.session.open.text if at.session.open else ""
    exchange = Exchange(asked=asked[:MAX_RECENT_CHARACTERS], answered=_remembered(at)[:MAX_RECENT_CHARACTERS])
    return (*at.session.recent, exchange)[-RECENT_EXCHANGES:]


def _remembered(at: Situation) -> str:
    """What later turns may know of the answer: nothing that was perhaps said, and no command, so that none obeys it."""
    is_command = at.considered.kind is AnswerKind.INSTRUCTION
    return "" if is_command else at.answer.understood


def _insights(before: Session, thought: Considered) -> tuple[str, ...]:
    return (*before.insights, thought.insight)[-MAX_INSIGHTS:] if thought.insight else before.insights
