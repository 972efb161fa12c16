"""What the clock does for sessions: closes those that were left, and puts the transcripts that are missing."""

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.alongside import Alongside
from shared.domain.errors import TurnConflict
from shared.domain.events import EventName, interview_event
from shared.domain.session.ending import end_session, is_abandoned
from shared.domain.session.limits import HEARING_LEFT_SECONDS, MAX_CLOSED_AT_ONCE, TELLING_SECONDS
from shared.domain.session.status import EndReason
from shared.domain.value import Value
from shared.usecases.hand_over import GONE, tell, waits_to_be_heard
from shared.usecases.keep_session import plan_of, session_of

if TYPE_CHECKING:
    from shared.domain.interview_key import InterviewKey
    from shared.domain.session.session import Session
    from shared.usecases.keep_session import TellingPorts


class ClosedSessions(Value):
    """How many sessions were closed because nobody went on with them, and how many transcripts were put."""

    abandoned: int
    told: int


def close_sessions(*, ports: "TellingPorts") -> ClosedSessions:
    """A session that goes on, or ends, at the same time is left alone.

    One that is closed is handed over as any that ends; those that nobody has handed over are told of here.
    """
    idle = ports.sessions.idle(ports.clock.now(), limit=MAX_CLOSED_AT_ONCE)
    abandoned = sum(_abandon(key, ports) for key in idle)
    untold = ports.sessions.untold(limit=MAX_CLOSED_AT_ONCE)
    return ClosedSessions(abandoned=abandoned, told=sum(_tell(key, ports) for key in untold))


def _abandon(key: "InterviewKey", ports: "TellingPorts") -> bool:
    now = ports.clock.now()
    with suppress(TurnConflict, *GONE):
        session = session_of(key, ports)
        answered = ports.sessions.find_turn(key, session.turn)
        if is_abandoned(session, answered, now):
            event = interview_event(EventName.INTERVIEW_ABANDONED, key, now)
            ended = end_session(session, EndReason.ABANDONED, now)
            ports.sessions.end(session, ended, Alongside(events=(event,)), unanswered=answered is None)
            return True
    return False


def _tell(key: "InterviewKey", ports: "TellingPorts") -> bool:
    with suppress(*GONE):
        plan, session = plan_of(key, ports), session_of(key, ports)
        if _is_late(session, ports):
            ports.sessions.hand_over(session)  # who has done so may have died before the transcript was there
            return tell(plan, session, ports=ports)
    return False


def _is_late(session: "Session", ports: "TellingPorts") -> bool:
    """Whether whoever was to tell of it, or to hear its last answer before, has had their time."""
    if session.ended_at is None:
        return False
    passed = ports.clock.now() - session.ended_at
    if passed < timedelta(seconds=TELLING_SECONDS):
        return False
    return passed >= timedelta(seconds=HEARING_LEFT_SECONDS) or not waits_to_be_heard(session, ports)
