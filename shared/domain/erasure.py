"""Erasing an interview: a tombstone first, then batch by batch what is held, in the end a receipt.

The receipt is the erasure itself when it is done: what was erased, where, when and by whom, by ids and counts only.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pydantic import Field

from shared.domain.audit import REFERENCE
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewMode, InterviewStatus
from shared.domain.run_status import RunStatus
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.run import Run

RECEIPT_DAYS: Final = 1095  # how long a receipt and its tombstone are kept
BACKUP_DAYS: Final = 35  # for so long the table can be brought back as it was
LEASE: Final = timedelta(minutes=10)  # longer than the function that erases may take
TALKING: Final = (InterviewStatus.AWAITING_UPLOAD, InterviewStatus.IN_PROGRESS)  # of one that is held live


class ErasureReason(StrEnum):
    """Why: somebody asked for the interview, or for a person in it, or it was kept long enough."""

    REQUESTED = "requested"
    PERSON = "person"
    RETENTION = "retention"


class ErasureStatus(StrEnum):
    """Where an erasure stands."""

    ERASING = "erasing"
    ERASED = "erased"


class Erased(Value):
    """So many things of a kind were erased there."""

    where: str
    kind: str
    count: int


class Erasure(Value):
    """An erasure of one interview. Nobody works on it before `due_at`: a worker moves it on, as its lease.

    It does not end before `quiet_until`: what was at work on the interview when it was marked may write until then.
    `claims` counts the workers; only the last may write.
    """

    organisation_id: str
    interview_id: str
    project_id: str
    created_at: datetime = Field(description="When the interview was made")
    reason: ErasureReason
    requested_by: str = Field(pattern=REFERENCE)
    request_id: str | None = Field(default=None, pattern=REFERENCE)
    status: ErasureStatus = ErasureStatus.ERASING
    requested_at: datetime
    due_at: datetime
    quiet_until: datetime
    stopped_run: int | None = None
    last_run: int = 0
    claims: int = 0
    erased: tuple[Erased, ...] = ()
    completed_at: datetime | None = None
    backups_until: datetime | None = None

    @property
    def key(self) -> InterviewKey:
        """The interview."""
        return InterviewKey(organisation_id=self.organisation_id, interview_id=self.interview_id)

    @property
    def is_done(self) -> bool:
        """Whether it is a receipt."""
        return self.status is ErasureStatus.ERASED

    @property
    def count(self) -> int:
        """How many things were erased."""
        return sum(erased.count for erased in self.erased)


def begin_erasure(
    interview: "Interview", reason: ErasureReason, by: str, at: datetime, *, quiet: timedelta, request_id: str | None
) -> Erasure:
    """An erasure that is due at once. An interview on which nothing was at work for a while need not be waited for.

    To one that is held live, sound may still be on its way: in a turn, or by a form that is good for a while.
    """
    worked_on = interview.active_run is not None or at - interview.updated_at < quiet
    busy = (worked_on and interview.last_run) or (interview.mode is InterviewMode.LIVE and interview.status in TALKING)
    return Erasure(
        organisation_id=interview.organisation_id,
        interview_id=interview.id,
        project_id=interview.project_id,
        created_at=interview.created_at,
        reason=reason,
        requested_by=by,
        request_id=request_id,
        requested_at=at,
        due_at=at,
        quiet_until=at + quiet if busy else at,
        stopped_run=interview.active_run,
        last_run=interview.last_run,
    )


def stopped(run: "Run", at: datetime) -> "Run":
    """The run, ended from outside."""
    return run.model_copy(update={"status": RunStatus.STOPPED, "ended_at": at, "current_step": None})


def with_erased(erasure: Erasure, where: str, counts: Mapping[str, int]) -> Erasure:
    """The erasure, with more erased there."""
    known = {(erased.where, erased.kind): erased.count for erased in erasure.erased}
    for kind, count in counts.items():
        known[where, kind] = known.get((where, kind), 0) + count
    erased = tuple(Erased(where=place, kind=kind, count=count) for (place, kind), count in sorted(known.items()))
    return erasure.model_copy(update={"erased": erased})


def receipt(erasure: Erasure, at: datetime) -> Erasure:
    """The erasure, done. What back-ups still hold is gone some time later."""
    done = {"status": ErasureStatus.ERASED, "completed_at": at, "backups_until": at + timedelta(days=BACKUP_DAYS)}
    return erasure.model_copy(update=done)
