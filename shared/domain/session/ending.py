"""A session ends from outside."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.domain.session.status import EndReason, Outcome, SessionStatus

if TYPE_CHECKING:
    from shared.domain.session.session import QuestionProgress, Session
    from shared.domain.session.turn import Turn


def end_session(state: Session, reason: EndReason, now: datetime) -> Session:
    """The session, ended from outside. One that has ended stays as it is."""
    if not state.is_open:
        return state
    status = SessionStatus.ABANDONED if reason is EndReason.ABANDONED else SessionStatus.ENDED
    closed = tuple(_closed(progress) for progress in state.progress)
    ended = {"status": status, "end_reason": reason, "ended_at": now, "open": None, "progress": closed}
    return state.model_copy(update=ended | {"version": state.version + 1})


def is_abandoned(state: Session, answered: Turn | None, now: datetime) -> bool:
    """Whether there was no sign of life for the idle time: no reply, and no answer to the open turn (`answered`)."""
    last = max(state.last_turn_at, answered.received_at) if answered else state.last_turn_at
    return state.is_open and last + timedelta(minutes=state.idle_minutes) <= now


def is_left_unheard(state: Session, answered: Turn | None) -> bool:
    """Whether it was abandoned with sound that was kept, and that nobody has come to hear."""
    return state.status is SessionStatus.ABANDONED and answered is not None and answered.is_unheard


def _closed(progress: QuestionProgress) -> QuestionProgress:
    if progress.outcome is not Outcome.OPEN:
        return progress
    return progress.model_copy(update={"outcome": Outcome.ANSWERED if progress.value else Outcome.PASSED_OVER})
