"""What follows the end of a session, whoever has ended it: its interview awaits its transcript, which is put for it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from shared.domain.errors import NotLive, TransientError, UnknownInterview, UnknownSession
from shared.domain.interview_key import upload_key
from shared.domain.session.ending import is_left_unheard
from shared.domain.session.plan_kinds import PlanSource
from shared.domain.session.status import SessionStatus
from shared.domain.session.transcript_of import transcript_of
from shared.usecases.keep_session import plan_of, session_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.interview_key import InterviewKey
    from shared.domain.session.feedback import FeedbackPayload
    from shared.domain.session.plan import SessionPlan
    from shared.domain.session.session import Session
    from shared.domain.session.turn import Turn
    from shared.usecases.keep_session import TellingPorts

GONE = (NotLive, UnknownSession, UnknownInterview)  # its interview was erased meanwhile
JSON = "application/json"


def hand_over(key: InterviewKey, *, ports: TellingPorts, unheard: bool = False) -> bool:
    """The session has ended, we are told: what follows is done, once. Told again, nothing is.

    One that was abandoned with an answer that nobody has heard is left to who hears it (`hear_left`), unless it is
    handed over `unheard`.
    False when nothing was done, or not all of it. Who dies in between is followed by the clock.
    """
    with suppress(*GONE):
        plan, session = plan_of(key, ports), session_of(key, ports)
        if session.is_open or (not unheard and waits_to_be_heard(session, ports)):
            return False
        if ports.sessions.hand_over(session):
            return tell(plan, session, ports=ports)
    return False


def waits_to_be_heard(session: Session, ports: TellingPorts) -> bool:
    """Whether its last answer is to be heard yet. Only of one that was abandoned the turn is read."""
    abandoned = session.status is SessionStatus.ABANDONED
    return abandoned and is_left_unheard(session, ports.sessions.find_turn(session.key, session.turn))


def tell(plan: SessionPlan, session: Session, *, ports: TellingPorts) -> bool:
    """Puts the transcript where recordings are uploaded: what comes then is as for any interview. All is billed before.

    False when that fails: the clock finds the session and tells again. A second transcript starts no second run.
    Who has practised is told once: the feedback is kept with the session.
    """
    turns: Sequence[Turn] = ports.sessions.turns(session.key)
    feedback = _feedback(plan, turns) if plan.source is PlanSource.ROLE else None
    said = transcript_of(plan, session, turns).model_dump_json(by_alias=True)
    try:
        _bill(session.key, turns, ports)
        ports.media.put(upload_key(session.key), said.encode(), content_type=JSON)
        ports.sessions.told(session.key, feedback)
    except TransientError:
        return False
    return True


def _bill(key: InterviewKey, turns: Sequence[Turn], ports: TellingPorts) -> None:
    from shared.usecases.enter_bills import enter_bills  # the clock, which mostly finds nothing, goes without

    enter_bills(key, turns, ports=ports)


def _feedback(plan: SessionPlan, turns: Sequence[Turn]) -> FeedbackPayload:
    from shared.domain.session.rate import feedback_of  # only who has practised is told so

    return feedback_of(plan, turns)
