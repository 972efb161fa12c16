"""What a webhook tells of an interview's results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.domain.errors import MissingStepInput
from shared.domain.evaluation.evaluation import Evaluation
from shared.domain.interview_status import InterviewMode
from shared.domain.references import TranscriptReference
from shared.domain.steps import Step
from shared.domain.summary import Summary
from shared.domain.theme import Theme
from shared.domain.webhooks.envelope import interview_url
from shared.domain.webhooks.live import told_of
from shared.usecases.read_transcript import read_transcript
from shared.usecases.result_reader import ResultReader

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.webhooks.endpoint import Endpoint
    from shared.usecases.tell_of_event import TellPorts


def results_told(interview: Interview, endpoint: Endpoint, ports: TellPorts) -> dict[str, Any]:
    """The results in sight. The turns of an interview held live tell all that was said anyway."""
    reader = ResultReader(interview, ports.results)
    told = _results(reader)
    if interview.mode is InterviewMode.LIVE:
        told |= _live(reader, ports)
    if endpoint.full_transcript or interview.mode is InterviewMode.LIVE:
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
