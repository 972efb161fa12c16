"""What is held of an interview, or of a person, as one value: for whoever has a right to it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from shared.domain.audit import Deed
from shared.domain.bundle import Bundle
from shared.domain.errors import MissingStepInput
from shared.domain.references import TranscriptReference
from shared.domain.run import Run
from shared.domain.session.plan import SessionPlan
from shared.domain.session.session import Session
from shared.domain.session.turn import Turn
from shared.domain.steps import Step
from shared.domain.transcript import Transcript
from shared.domain.upload_record import UploadRecord
from shared.domain.value import Value
from shared.usecases.read_results import InterviewResults, results_of
from shared.usecases.read_transcript import read_transcript

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.interview import Interview
    from shared.domain.interview_key import InterviewKey
    from shared.ports import ArtifactStore, AuditLog, Clock, InterviewStore, Ledger, ResultStore, RunStore
    from shared.ports.sessions import SessionStore


class InterviewExport(Value):
    """All that is held of one interview. Recordings are named by key and version; `transcript` is as corrected.

    Of one that was held live there are the plan, the session and every turn: the words, when, how sure they were heard,
    what was thought of them, and the key of their sound. Its evaluation and who decided what are among the results.
    """

    interview_id: str
    uploads: tuple[UploadRecord, ...]
    transcript: Transcript | None
    results: InterviewResults
    runs: tuple[Run, ...]
    plan: SessionPlan | None = None
    session: Session | None = None
    turns: tuple[Turn, ...] = ()


class DataExport(Value):
    """All that is held of some interviews."""

    organisation_id: str
    exported_at: datetime
    interviews: tuple[InterviewExport, ...]


class ExportPorts(Bundle):
    """What exporting needs."""

    interviews: InterviewStore
    runs: RunStore
    results: ResultStore
    artifacts: ArtifactStore
    sessions: SessionStore
    ledger: Ledger
    audit: AuditLog
    clock: Clock


def export_data(organisation_id: str, keys: Iterable[InterviewKey], by: str, *, ports: ExportPorts) -> DataExport:
    """`by` is the id of a key, or `operator`: who has read it is on record. Raises UnknownInterview."""
    exported = tuple(_export(ports.interviews.get_interview(key), ports) for key in keys)
    for one in exported:
        deed = Deed(at=ports.clock.now(), actor=by, action="interview.exported", objects=(one.interview_id,))
        ports.audit.append(organisation_id, deed)
    return DataExport(organisation_id=organisation_id, exported_at=ports.clock.now(), interviews=exported)


def _export(interview: Interview, ports: ExportPorts) -> InterviewExport:
    return InterviewExport(
        interview_id=interview.id,
        uploads=tuple(ports.interviews.list_uploads(interview.key)),
        transcript=_transcript(interview, ports.artifacts),
        results=results_of(interview, ports.results, ports.ledger),
        runs=tuple(ports.runs.list_runs(interview.key)),
        plan=ports.sessions.get_plan(interview.key),
        session=ports.sessions.find(interview.key),
        turns=tuple(turn.model_copy(update={"bill": ()}) for turn in ports.sessions.turns(interview.key)),
    )


def _transcript(interview: Interview, artifacts: ArtifactStore) -> Transcript | None:
    pointer = interview.pointers.get(Step.UPLOAD)
    if pointer is None:
        return None
    reference = TranscriptReference.model_validate(pointer.output["transcriptData"])
    try:
        return read_transcript(reference, interview, artifacts)
    except MissingStepInput:
        return None  # it was kept for as long as the organisation wanted
