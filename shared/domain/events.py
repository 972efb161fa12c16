"""Every event we emit, as data.

A name is a noun and what became of it. An event carries ids, counts and names of errors and of rules, never what was
said; its id is made of what it is about, so that a repeat has the same id.
"""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.interview_key import InterviewKey
from shared.domain.quality_alert import QualityAlert
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.interview_key import RunKey

SCHEMA_VERSION = 1
SOURCE = "parley"


class EventName(StrEnum):
    """What can happen to an interview, to its results, and to the endpoints that are told."""

    INTERVIEW_SCHEDULED = "interview.scheduled"
    INTERVIEW_STARTED = "interview.started"
    INTERVIEW_COMPLETED = "interview.completed"
    INTERVIEW_FAILED = "interview.failed"
    INTERVIEW_REJECTED = "interview.rejected"
    INTERVIEW_ABANDONED = "interview.abandoned"
    INTERVIEW_DELETED = "interview.deleted"
    INSIGHTS_EXTRACTED = "insights.extracted"
    QUALITY_ALERT = "quality.alert"
    RESULTS_UPDATED = "results.updated"
    WEBHOOK_FAILING = "webhook.failing"
    WEBHOOK_DISABLED = "webhook.disabled"
    WEBHOOK_TEST = "webhook.test"


class DomainEvent(Value):
    """Something that happened, for the event bus, for webhooks, and whoever else listens.

    `interview_id` is None for what is about a webhook endpoint, `run` for what is about the whole interview.
    """

    event_id: str
    event: EventName
    schema_version: int = SCHEMA_VERSION
    occurred_at: datetime
    organisation_id: str
    interview_id: str | None = None
    run: int | None = None
    endpoint_id: str | None = None
    reason: str | None = None
    alerts: tuple[QualityAlert, ...] = ()

    @property
    def interview(self) -> InterviewKey | None:
        """The interview that it is about."""
        if self.interview_id is None:
            return None
        return InterviewKey(organisation_id=self.organisation_id, interview_id=self.interview_id)


def run_event(
    event: EventName,
    key: "RunKey",
    at: datetime,
    *,
    sequence: int = 0,
    reason: str | None = None,
    alerts: tuple[QualityAlert, ...] = (),
) -> DomainEvent:
    """An event of a run. `sequence` is the run's count of redrives: each end of a run is an event of its own."""
    return DomainEvent(
        event_id=f"evt_{key.interview_id}-r{key.run}-{sequence}-{event.name.lower()}",
        event=event,
        occurred_at=at,
        organisation_id=key.organisation_id,
        interview_id=key.interview_id,
        run=key.run,
        reason=reason,
        alerts=alerts,
    )


def interview_event(
    event: EventName, key: InterviewKey, at: datetime, *, reason: str | None = None, change: str = ""
) -> DomainEvent:
    """An event that an interview has once; or once for each `change`, which names what was changed, in an id's letters.

    For `results.updated` by something else than a run, the change is for instance the time of a correction.
    """
    about = f"{change}-" if change else ""
    return DomainEvent(
        event_id=f"evt_{key.interview_id}-{about}{event.name.lower()}",
        event=event,
        occurred_at=at,
        organisation_id=key.organisation_id,
        interview_id=key.interview_id,
        reason=reason,
    )


def endpoint_event(
    event: EventName, organisation_id: str, endpoint_id: str, at: datetime, *, about: str, reason: str
) -> DomainEvent:
    """An event of a webhook endpoint. `about` tells it from the endpoint's others of the same name."""
    return DomainEvent(
        event_id=f"evt_{endpoint_id}-{about}-{event.name.lower()}",
        event=event,
        occurred_at=at,
        organisation_id=organisation_id,
        endpoint_id=endpoint_id,
        reason=reason,
    )
