"""What a webhook tells of an event: read at the moment of sending, so that what was erased is told to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.domain.analysis import Summary, Theme
from shared.domain.errors import MissingStepInput, UnknownInterview
from shared.domain.evaluation.evaluation import Evaluation
from shared.domain.events import EventName
from shared.domain.interview import InterviewMode
from shared.domain.references import TranscriptReference
from shared.domain.steps import Step
from shared.domain.webhooks.envelope import basics_of, envelope_of, interview_url, links_of
from shared.domain.webhooks.live import told_of
from shared.usecases.read_inputs import read_transcript
from shared.usecases.read_results import ResultReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.events import DomainEvent
    from shared.domain.interview import Interview, InterviewKey
    from shared.domain.webhooks.endpoint import Endpoint
    from shared.ports import ArtifactStore, InterviewStore, ResultStore
    from shared.ports.sessions import SessionStore

WITH_RESULTS = {EventName.INTERVIEW_COMPLETED, EventName.RESULTS_UPDATED, EventName.INSIGHTS_EXTRACTED}


@dataclass(frozen=True)
class TellPorts:
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
    reader = ResultReader(interview, ports.results)
    told |= _results(reader)
    if interview.mode is InterviewMode.LIVE:
        told |= _live(reader, ports)
    if endpoint.full_transcript or interview.mode is InterviewMode.LIVE:  # its turns tell all that was said anyway
        told["transcript"] = _transcript(interview, ports)
    return told


def _live(reader: ResultReader, ports: TellPorts) -> dict[str, Any]:
    interview = reader.interview
    turns = ports.sessions.turns(interview.key)
    return told_of(interview_url(ports.api_url, interview.id), turns, reader.first(Step.EVALUATION, Evaluation))


def _results(reader: ResultReader) -> dict[str, Any]:
    interview, summary = reader.interview, reader.first(Step.FINALIZE, Summary)
    themes = reader.rows(Step.INSIGHTS, Theme)
    return {
        "totals": interview.totals.model_dump(mode="json") if interview.totals else None,
        "summary": summary.text if summary else None,
        "themes": [{"id": theme.id, "name": theme.name, "statement": theme.statement} for theme in themes],
    }


def _transcript(interview: Interview, ports: TellPorts) -> str | None:
    pointer = interview.pointers.get(Step.UPLOAD)
    if pointer is None:
        return None
    reference = TranscriptReference.model_validate(pointer.output["transcriptData"])
    try:
        return read_transcript(reference, interview, ports.artifacts()).full_text
    except MissingStepInput:
        return None
