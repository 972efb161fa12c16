"""The check that nothing is lost: every uploaded object has an outcome, counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.errors import UnknownInterview
from shared.domain.interview_status import InterviewStatus
from shared.domain.run_status import UploadOutcome
from shared.domain.session.speech import is_of_session
from shared.domain.value import Value
from shared.usecases.receive_upload import interview_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.domain.interview_key import InterviewKey
    from shared.domain.upload_record import UploadRecord
    from shared.ports import InterviewStore, MediaStore, UploadedObject

ARRIVING = timedelta(minutes=15)  # as long as an upload may wait for its run before an alarm rings


class UploadAccount(Value):
    """Uploaded objects by what became of them. What has just arrived may have no outcome yet.

    `unaccounted` have none though they arrived a while ago: it must be empty.
    """

    objects: int
    completed: int
    failed: int
    rejected: int
    in_progress: int
    arriving: tuple[str, ...]
    unaccounted: tuple[str, ...]


def account_uploads(*, media: MediaStore, interviews: InterviewStore, now: datetime) -> UploadAccount:
    """Looks at every object of the bucket: an operator's check, not a request's."""
    uploads = [upload for upload in media.list_uploads() if not is_of_session(upload.key)]
    outcomes = [(upload, _outcome(upload, interviews)) for upload in uploads]
    missing = [upload for upload, outcome in outcomes if outcome is None]
    return UploadAccount(
        objects=len(uploads),
        completed=_count(outcomes, InterviewStatus.COMPLETED),
        failed=_count(outcomes, InterviewStatus.FAILED),
        rejected=_count(outcomes, InterviewStatus.REJECTED),
        in_progress=sum(_count(outcomes, status) for status in (InterviewStatus.QUEUED, InterviewStatus.PROCESSING)),
        arriving=tuple(upload.key for upload in missing if _is_new(upload, now)),
        unaccounted=tuple(upload.key for upload in missing if not _is_new(upload, now)),
    )


def _is_new(upload: UploadedObject, now: datetime) -> bool:
    return upload.arrived_at is not None and now - upload.arrived_at <= ARRIVING


def _count(outcomes: Iterable[tuple[UploadedObject, InterviewStatus | None]], status: InterviewStatus) -> int:
    return sum(outcome is status for _, outcome in outcomes)


def _outcome(upload: UploadedObject, interviews: InterviewStore) -> InterviewStatus | None:
    key = interview_of(upload.key)
    record = next((r for r in interviews.list_uploads(key) if r.version == upload.version), None)
    if record is None:
        return None
    if record.outcome is UploadOutcome.REJECTED:
        return InterviewStatus.REJECTED
    return _status(key, record, interviews)


def _status(key: InterviewKey, record: UploadRecord, interviews: InterviewStore) -> InterviewStatus | None:
    """A version that a better recording has replaced was rejected before; the interview speaks for the newest one."""
    try:
        interview = interviews.get_interview(key)
    except UnknownInterview:
        return None
    newest = max(interviews.list_uploads(key), key=lambda r: r.run or 0)
    return interview.status if newest.version == record.version else InterviewStatus.REJECTED
