"""What a webhook tells of an event: read at the moment of sending, so that what was erased is told to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.domain.bundle import Bundle
from shared.domain.errors import UnknownInterview
from shared.domain.events import EventName
from shared.domain.webhooks.envelope import basics_of, envelope_of, links_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.events import DomainEvent
    from shared.domain.interview import Interview
    from shared.domain.interview_key import InterviewKey
    from shared.domain.webhooks.endpoint import Endpoint
    from shared.ports import ArtifactStore, InterviewStore, ResultStore
    from shared.ports.sessions import SessionStore

WITH_RESULTS = {EventName.INTERVIEW_COMPLETED, EventName.RESULTS_UPDATED, EventName.INSIGHTS_EXTRACTED}


class TellPorts(Bundle):
    """What telling needs. Artifacts are opened for whoever wants the transcript, and for nobody else."""

    interviews: InterviewStore
    results: ResultStore
    artifacts: Callable[[], ArtifactStore]
    sessions: SessionStore
    api_url: str


def tell_of_event(event: DomainEvent, endpoint: Endpoint, *, ports: TellPorts) -> bytes | None:
    """The body of the webhook; None when the interview that it is about is no more."""
    if event.interview is None or event.event is EventName.INTERVIEW_DELETED:
        return envelope_of(event, basics_of(event))
    interview = _find(event.interview, ports)
    if interview is None:
        return None
    return envelope_of(event, _told(event, interview, endpoint, ports))


def _find(key: InterviewKey, ports: TellPorts) -> Interview | None:
    try:
        return ports.interviews.get_interview(key)
    except UnknownInterview:
        return None


def _told(event: DomainEvent, interview: Interview, endpoint: Endpoint, ports: TellPorts) -> dict[str, Any]:
    told = basics_of(event) | {
        "project_id": interview.project_id,
        "title": interview.title,
        "status": interview.status.value,
        "links": links_of(ports.api_url, event),
    }
    if interview.candidate:
        told["candidate"] = interview.candidate.model_dump(mode="json", exclude_none=True)
    if event.event not in WITH_RESULTS:
        return told
    from shared.usecases.tell_results import results_told  # most events tell of no results, and reading them loads much

    return told | results_told(interview, endpoint, ports)
