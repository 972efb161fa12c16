"""What is left of an interview that is erased: that it was."""

from typing import TYPE_CHECKING, Final

from shared.domain.interview import Interview
from shared.domain.interview_status import InterviewStatus

if TYPE_CHECKING:
    from shared.domain.erasure import Erasure

TOMBSTONES: Final = (InterviewStatus.DELETING, InterviewStatus.DELETED)


def is_tombstone(interview: Interview) -> bool:
    """Whether nothing is left of it but that it was."""
    return interview.status in TOMBSTONES


def remains_of(erasure: "Erasure") -> Interview:
    """The tombstone: ids and times. Whatever else the interview had, now or in future, is left out."""
    return Interview(
        organisation_id=erasure.organisation_id,
        id=erasure.interview_id,
        project_id=erasure.project_id,
        status=InterviewStatus.DELETED if erasure.is_done else InterviewStatus.DELETING,
        created_at=erasure.created_at,
        updated_at=erasure.completed_at or erasure.requested_at,
        last_run=erasure.last_run,
    )
