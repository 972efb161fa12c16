"""What is written in the transaction of a change: the events that announce it, the request it answers, what it uses.

Who did it, where the audit chain tells of such changes. And for an interview that is held live what it is to ask, so
that no link leads to one without questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.domain.bundle import Bundle

if TYPE_CHECKING:
    # For the checker only: every store's port knows this module, and few functions write all of these.
    from shared.domain.audit import Recorded
    from shared.domain.events import DomainEvent
    from shared.domain.idempotency import IdempotencyRecord
    from shared.domain.interview_key import InterviewKey
    from shared.domain.quota import Taking
    from shared.domain.session.plan import SessionPlan


class PlanOf(Bundle):
    """What an interview that is held live is to ask."""

    interview: InterviewKey
    plan: SessionPlan


class Alongside(Bundle):
    """All of it is written, or nothing, nor the change. `completion` is the record as it is when that is done."""

    events: tuple[DomainEvent, ...] = ()
    completion: IdempotencyRecord | None = None
    takings: tuple[Taking, ...] = ()
    plan: PlanOf | None = None
    recorded: Recorded | None = None


NOTHING: Final = Alongside()
