"""Product analytics: that an interview was completed, and nothing of what was said in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from shared.domain.errors import AnalyticsUnavailable
from shared.domain.events import EventName

if TYPE_CHECKING:
    from shared.domain.events import DomainEvent
    from shared.ports import Analytics

CAPTURED = (EventName.INTERVIEW_COMPLETED,)


def capture_analytics(event: DomainEvent, *, analytics: Analytics) -> None:
    """Hands the event over; a repeat has the same id there. Raises AnalyticsUnavailable when it is not taken."""
    if event.event not in CAPTURED:
        return
    properties = {"run": event.run, "event_id": event.event_id, "uuid": str(uuid5(NAMESPACE_URL, event.event_id))}
    if not analytics.capture(event.event, properties):
        raise AnalyticsUnavailable(f"the event of run {event.run} of {event.interview_id} was not taken")
