"""What the use cases of a live session share: its ports, the interviewer's turn, the save of its reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alongside import NOTHING
from shared.domain.bundle import Bundle
from shared.domain.errors import ParleyError, TurnConflict
from shared.domain.session.action import ActionType
from shared.domain.session.answer import AnswerKind, Considered
from shared.domain.session.process_turn import Heard, process_turn
from shared.domain.session.show import Held
from shared.domain.session.transcript_of import session_engine
from shared.domain.session.turn import TurnStatus
from shared.ports import EngineScope, TurnContext
from shared.usecases.bill_beside import BillBeside
from shared.usecases.enter_bills import outside_runs
from shared.usecases.hear_answer import hear_answer
from shared.usecases.keep_session import session_of
from shared.usecases.tally import tally_of

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.session.plan import SessionPlan
    from shared.domain.session.session import Session
    from shared.domain.session.turn import Turn
    from shared.ports import Clock, Ledger, MediaStore, OrganisationStore
    from shared.ports.sessions import SessionStore
    from shared.usecases.hear_answer import ListeningPorts
    from shared.usecases.keep_session import EndingPorts
    from shared.usecases.tally import Tally


class SessionPorts(Bundle):
    """What holding sessions needs."""

    sessions: SessionStore
    media: MediaStore
    clock: Clock
    organisations: OrganisationStore
    listening: ListeningPorts
    ledger: Ledger


def nobody() -> Considered:
    """What stands in when nobody considers: the plan's next question is asked."""
    return Considered(
        kind=AnswerKind.SUBSTANTIVE,
        value=0.5,
        proposes=ActionType.NEW_QUESTION,
        why="no engine answered",
        engine=session_engine(),
    )


def _unheard() -> Considered:
    return Considered(kind=AnswerKind.NOT_UNDERSTOOD, value=0.0, proposes=ActionType.CLARIFY, engine=session_engine())


def held_at(plan: SessionPlan, session: Session, ports: SessionPorts) -> Held:
    """The session as it stands, with the turn that led there."""
    last = ports.sessions.find_turn(session.key, session.turn - 1) if session.turn > 1 else None
    return Held(plan, session, last)


def scope_of(interview: Interview, ports: SessionPorts) -> tuple[EngineScope, Tally]:
    """Whom engines work for, and the meter, which is to be closed. Uses are entered as those around the steps."""
    run = outside_runs(interview, ports.clock.now())
    tally = tally_of(run, None, ledger=ports.ledger, clock=ports.clock)
    return EngineScope(interview=interview.key, tier=interview.tier, meter=tally), tally


def go_on(interview: Interview, plan: SessionPlan, session: Session, turn: Turn, *, ports: SessionPorts) -> Held:
    """The turn, answered, from wherever it was left. When another request answers it meanwhile, that counts.

    Raises TurnConflict when the session has ended meanwhile.
    """
    scope, tally = scope_of(interview, ports)
    with BillBeside(tally) as bill:
        scope = scope.but(meter=bill)
        turn = _heard(plan, session, turn, scope, ports)
        question = plan.question(turn.asked.question_id)
        considered = _considered(TurnContext(plan, session, question, turn.answer), scope, ports)
        bill.close()
        return _replied(plan, session, turn, considered, bill=bill, ports=ports)


def make_good(
    interview: Interview, plan: SessionPlan, session: Session, number: int, *, ports: SessionPorts
) -> Session:
    """Replies to an answer that was kept and left without a reply. The session as it is then."""
    left = ports.sessions.find_turn(session.key, number)
    if left and left.status is TurnStatus.RECEIVED and session.is_open:
        go_on(interview, plan, session, left, ports=ports)
        return session_of(interview.key, ports)
    return session


def _replied(
    plan: SessionPlan,
    session: Session,
    turn: Turn,
    considered: Considered,
    *,
    bill: BillBeside,
    ports: SessionPorts,
) -> Held:
    now = ports.clock.now()
    reply, after = process_turn(session, Heard(turn.answer, considered), plan, now)
    done = {
        "status": TurnStatus.ANSWERED,
        "considered": considered,
        "reply": reply,
        "replied_at": now,
        "notes": bill.notes,
        "bill": bill.bill,
    }
    answered = turn.model_copy(update=done)
    try:
        ports.sessions.reply(session, after, answered, NOTHING)
    except TurnConflict:
        answered, after = _standing(session, turn.number, ports)
    return Held(plan, after, answered)


def _heard(plan: SessionPlan, session: Session, turn: Turn, scope: EngineScope, ports: SessionPorts) -> Turn:
    answer = turn.answer
    if answer.audio_key is None or answer.heard_by or answer.text:
        return turn
    answer = hear_answer(answer, plan, scope, ports=ports.listening)
    if answer.heard:
        ports.sessions.hear(session.key, turn.number, answer)
    return turn.model_copy(update={"answer": answer})


def _considered(context: TurnContext, scope: EngineScope, ports: SessionPorts) -> Considered:
    if not context.answer.is_understood:
        return _unheard()
    try:
        return ports.listening.engines.interviewer(scope).consider(context)
    except ParleyError as failed:
        scope.meter.note(f"nobody considered an answer because of {type(failed).__name__}")
        return nobody()


def _standing(session: Session, number: int, ports: EndingPorts) -> tuple[Turn, Session]:
    """What another request has made of the turn."""
    turn, now = ports.sessions.find_turn(session.key, number), session_of(session.key, ports)
    if turn is None or turn.reply is None:
        raise TurnConflict("the session has moved on", field="turn_number")
    return turn, now
