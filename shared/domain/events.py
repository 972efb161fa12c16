"""Every event we emit, as data.

Names are `interview.<past participle>`. An event carries ids, counts and names of errors, never what was said; its
id is made of what it is about, so that a repeat has the same id.
"""

from datetime import datetime
from enum import StrEnum

from shared.domain.interview import RunKey
from shared.domain.value import Value

SCHEMA_VERSION = 1
SOURCE = "parley"


class EventName(StrEnum):
    """What can happen to an interview."""

    INTERVIEW_COMPLETED = "interview.completed"
    INTERVIEW_FAILED = "interview.failed"
    INTERVIEW_REJECTED = "interview.rejected"


class DomainEvent(Value):
    """Something that happened, for the event bus and whoever listens there."""

    event_id: str
    event: EventName
    schema_version: int = SCHEMA_VERSION
    occurred_at: datetime
    organisation_id: str
    interview_id: str
    run: int
    reason: str | None = None


def run_event(event: EventName, key: RunKey, at: datetime, *, sequence: int, reason: str | None = None) -> DomainEvent:
    """The event of a run's end. `sequence` is the run's count of redrives: each end of a run is an event of its own."""
    return DomainEvent(
        event_id=f"evt_{key.interview_id}-r{key.run}-{sequence}-{event.name.lower()}",
        event=event,
        occurred_at=at,
        organisation_id=key.organisation_id,
        interview_id=key.interview_id,
        run=key.run,
        reason=reason,
    )
