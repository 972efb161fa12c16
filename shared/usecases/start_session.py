"""A live interview begins; or goes on, for who has reloaded the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alongside import Alongside
from shared.domain.errors import Conflict, SessionEnded
from shared.domain.events import EventName, interview_event
from shared.domain.session.process_turn import open_session
from shared.domain.session.turn import TurnStatus
from shared.domain.tenant import organisation_of
from shared.usecases.hold_session import go_on, held_at
from shared.usecases.keep_session import plan_of

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.session.plan import SessionPlan
    from shared.domain.session.session import Session
    from shared.domain.session.show import Held
    from shared.usecases.hold_session import SessionPorts


def start_session(interview: Interview, *, ports: SessionPorts) -> Held:
    """The session at its open question. An answer that was kept, and that nobody replied to, is replied to first.

    Raises NotLive, SessionEnded; Conflict for an interview that waits for nobody any more.
    """
    plan = plan_of(interview.key, ports)
    session = ports.sessions.find(interview.key) or _begun(interview, plan, ports)
    if not session.is_open:
        raise SessionEnded("the interview is over", field="interviewId")
    left = ports.sessions.find_turn(interview.key, session.turn)
    if left and left.status is TurnStatus.RECEIVED:
        return go_on(interview, plan, session, left, ports=ports)
    return held_at(plan, session, ports)


def _begun(interview: Interview, plan: SessionPlan, ports: SessionPorts) -> Session:
    now = ports.clock.now()
    _, opened = open_session(interview.organisation_id, interview.id, plan, now)
    known = ports.organisations.find_organisation(organisation_of(interview.organisation_id))
    session = opened.model_copy(update={"idle_minutes": known.abandoned_minutes}) if known else opened
    along = Alongside(events=(interview_event(EventName.INTERVIEW_STARTED, interview.key, now),))
    try:
        ports.sessions.start(session, along)
    except Conflict:
        begun = ports.sessions.find(interview.key)
        if begun is None:
            raise
        return begun
    return session
