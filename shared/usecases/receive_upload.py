"""Intake: a form to upload by, and the object that came: it starts its interview's first run, or is rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.errors import InterviewErased, InvalidRequest, UnknownInterview
from shared.domain.interview_key import InterviewKey, parse_upload_key, upload_key
from shared.domain.interview_status import InterviewStatus
from shared.domain.limits import MAX_RECORDING_BYTES, UPLOAD_URL_SECONDS
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus, UploadOutcome
from shared.domain.steps import Step
from shared.domain.upload_record import UploadRecord
from shared.usecases.admit_runs import queue_run
from shared.usecases.start_run import start_run

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.ports import MediaStore, PresignedPost
    from shared.usecases.admit_runs import RunPorts

STRAY = "strays"


def upload_form(key: InterviewKey, media: MediaStore) -> PresignedPost:
    """A form for exactly this interview's upload, for a quarter of an hour."""
    return media.presign_upload(upload_key(key), max_bytes=MAX_RECORDING_BYTES, seconds=UPLOAD_URL_SECONDS)


def receive_upload(key: str, version: str, *, ports: RunPorts, media: MediaStore) -> UploadRecord:
    """What became of the object. A duplicate event finds the outcome written and starts nothing.

    A run that waits may have missed its turn, so it is announced again. What comes for an erased interview is erased.
    """
    interview_key = interview_of(key)
    known = [u for u in ports.interviews.list_uploads(interview_key) if u.version == version]
    if known:
        return _repeat(interview_key, known[0], ports)
    try:
        interview = ports.interviews.get_interview(interview_key)
    except InterviewErased:
        return _erase(key, version, ports, media)
    except UnknownInterview:
        return _reject(interview_key, key, version, "UnknownInterview: no interview waits for this object", ports)
    if interview.status is not InterviewStatus.AWAITING_UPLOAD and not _may_upload_again(interview):
        return _reject(interview_key, key, version, f"the interview is already {interview.status}", ports)
    return _start(interview, key, version, ports)


def newest_version(key: str, media: MediaStore) -> str | None:
    """The object's version where the event does not name it; None when the object is gone and nothing is to be done."""
    newest = media.head(key, None)
    return newest.version if newest else None


def interview_of(key: str) -> InterviewKey:
    """The interview that an object was uploaded for, or the place of strays in the organisation of its key."""
    try:
        return parse_upload_key(key)
    except InvalidRequest:
        # The organisation is the first part of any key; what is in no interview's place is kept under one name.
        return InterviewKey(organisation_id=key.partition("/")[0] or STRAY, interview_id=STRAY)


def _may_upload_again(interview: Interview) -> bool:
    """A rejected recording may be replaced by a better one."""
    return interview.status is InterviewStatus.REJECTED and interview.active_run is None


def _start(interview: Interview, key: str, version: str, ports: RunPorts) -> UploadRecord:
    record = UploadRecord(
        key=key,
        version=version,
        outcome=UploadOutcome.STARTED,
        run=interview.last_run + 1,
        at=ports.clock.now(),
    )
    request = RunRequest(resume_from=Step.UPLOAD if interview.last_run else None, lane=interview.lane)
    # RunInProgress: somebody took the number between our read and our write; the event comes again and finds out who.
    start_run(interview, request, ports=ports, version=version, upload=record)
    return record


def _reject(interview: InterviewKey, key: str, version: str, reason: str, ports: RunPorts) -> UploadRecord:
    record = UploadRecord(key=key, version=version, outcome=UploadOutcome.REJECTED, reason=reason, at=ports.clock.now())
    ports.interviews.put_upload(interview, record)
    return record


def _erase(key: str, version: str, ports: RunPorts, media: MediaStore) -> UploadRecord:
    """A form is good for a while after its interview was erased. Nothing is written down: the receipt stands."""
    media.delete(key, version)
    return UploadRecord(key=key, version=version, outcome=UploadOutcome.ERASED, at=ports.clock.now())


def _repeat(interview: InterviewKey, known: UploadRecord, ports: RunPorts) -> UploadRecord:
    if known.run is not None:
        run = ports.runs.get_run(interview.run(known.run))
        if run.status is RunStatus.QUEUED:
            queue_run(run, ports=ports)
    return known
