"""What looking at sessions, holding them and ending them have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from shared.domain.bundle import Bundle
from shared.domain.errors import NotLive, UnknownSession

if TYPE_CHECKING:
    from shared.domain.interview_key import InterviewKey
    from shared.domain.session.plan import SessionPlan
    from shared.domain.session.session import Session
    from shared.ports import Clock, InterviewStore, Ledger, MediaStore
    from shared.ports.sessions import SessionStore
    from shared.usecases.hold_session import SessionPorts

EndingPorts: TypeAlias = "ClosingPorts | SessionPorts | TellingPorts"


class ClosingPorts(Bundle):
    """What looking at sessions and ending them needs."""

    sessions: SessionStore
    media: MediaStore
    clock: Clock


class TellingPorts(Bundle):
    """What closing sessions that were left needs, and what follows the end of any."""

    sessions: SessionStore
    media: MediaStore
    clock: Clock
    interviews: InterviewStore
    ledger: Ledger


def plan_of(key: InterviewKey, ports: EndingPorts) -> SessionPlan:
    """What the interview asks, frozen when it was scheduled. Raises NotLive when it is not held live."""
    plan = ports.sessions.get_plan(key)
    if plan is None:
        raise NotLive("the interview is not one that is held live", field="interviewId")
    return plan


def session_of(key: InterviewKey, ports: EndingPorts) -> Session:
    """The interview's session. Raises UnknownSession when it was never started."""
    session = ports.sessions.find(key)
    if session is None:
        raise UnknownSession("the interview has no session", field="interviewId")
    return session
