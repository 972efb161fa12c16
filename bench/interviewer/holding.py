"""Holds one interview with a candidate of the simulator, and notes what became of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bench.interviewer.candidates import Candidate, Line, Script
from shared.domain.session.action import ActionType
from shared.domain.session.answer import ANSWERED, Considered
from shared.domain.session.plan import SessionPlan
from shared.domain.session.plan_kinds import FollowUpCause
from shared.domain.session.process_turn import Heard, open_session, process_turn
from shared.domain.session.session import Session
from shared.domain.session.status import EndReason, Outcome
from shared.domain.session.turn import Reply
from shared.domain.session.wording import FOLLOW_UPS, mark_of
from shared.ports import Interviewer, TurnContext

BEGINS: Final = datetime(2026, 11, 2, 9, tzinfo=UTC)
THINKING_SECONDS: Final = 6.0
WORDS_A_SECOND: Final = 2.2
NO_END: Final = 200  # turns; no budget allows as many


@dataclass(frozen=True)
class Held:
    """What became of an interview. `score` is 0 to 10 over all questions of the plan; what got no answer counts 0."""

    kind: str
    plan: str
    questions: int
    follow_ups: int
    apt: int
    coverage: float
    duplicates: int
    in_budget: bool
    score: float
    end: EndReason | None


def hold(candidate: Candidate, script: Script, interviewer: Interviewer) -> Held:
    """From the greeting to the end."""
    _, session = open_session("bench", "interview", script.plan, BEGINS)
    asked = [session.open.text] if session.open else []
    best: dict[str, float] = {}
    follow_ups = apt = 0
    now = BEGINS
    while session.open and session.turn < NO_END:
        line = candidate.answer(session.open)
        now += timedelta(seconds=THINKING_SECONDS + len(line.answer.text.split()) / WORDS_A_SECOND)
        question = script.plan.question(session.open.question_id)
        considered = interviewer.consider(TurnContext(script.plan, session, question, line.answer))
        _note_score(best, question.id, considered)
        reply, session = process_turn(session, Heard(line.answer, considered), script.plan, now)
        if reply.question and reply.decision.action is not ActionType.CLARIFY:
            asked.append(reply.question.text)
        if reply.decision.action is ActionType.ASK_FOLLOWUP:
            follow_ups += 1
            apt += _is_apt(reply, line, considered, script.plan)
    return Held(
        kind=candidate.kind,
        plan=script.name,
        questions=sum(progress.outcome is not Outcome.WAITING for progress in session.progress),
        follow_ups=follow_ups,
        apt=apt,
        coverage=sum(progress.value > 0 for progress in session.progress) / len(session.progress),
        duplicates=len(asked) - len(set(map(mark_of, asked))),
        in_budget=_in_budget(session, script.plan, now),
        score=sum(best.values()) / len(script.plan.questions),
        end=session.end_reason,
    )


def _note_score(best: dict[str, float], question_id: str, considered: Considered) -> None:
    if considered.kind in ANSWERED:
        best[question_id] = max(best.get(question_id, 0.0), considered.score or 0.0)


def _is_apt(reply: Reply, line: Line, considered: Considered, plan: SessionPlan) -> bool:
    """Whether the follow-up asks for something that the answer's script says it lacks."""
    cause = cause_of(reply, plan) or next(iter(considered.lacks), None)
    return cause in line.lacks


def cause_of(reply: Reply, plan: SessionPlan) -> FollowUpCause | None:
    """What a follow-up asks for, by its words; None for the words of a model."""
    text = reply.question.text if reply.question else ""
    question = plan.question(reply.decision.question_id or "")
    ruled = next((rule.when for rule in question.follow_ups if rule.ask == text), None)
    if ruled:
        return ruled
    data = [
        each.format(data=name) for each in FOLLOW_UPS[FollowUpCause.MISSING_DATA] for name in question.required_data
    ]
    if text in data:
        return FollowUpCause.MISSING_DATA
    return next((cause for cause, wordings in FOLLOW_UPS.items() if text in wordings), None)


def _in_budget(session: Session, plan: SessionPlan, now: datetime) -> bool:
    """Ended, with no turn more than it may have, and no question asked after its time."""
    on_time = now - BEGINS <= timedelta(minutes=plan.budget.minutes) or session.end_reason is EndReason.TIME_SPENT
    return not session.is_open and session.turn - 1 <= plan.budget.turns and on_time
