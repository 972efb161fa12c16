"""What is needed of the table. Every method names the organisation, in its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from shared.domain.alongside import NOTHING
from shared.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.alongside import Alongside
    from shared.domain.candidate import CandidateLink
    from shared.domain.decision import RecruiterDecision
    from shared.domain.events import DomainEvent
    from shared.domain.interview import Interview, SpeakerEdit
    from shared.domain.interview_filter import InterviewFilter
    from shared.domain.interview_key import InterviewKey, RunKey
    from shared.domain.interview_status import InterviewStatus
    from shared.domain.run import Run, StepFailure
    from shared.domain.run_status import RunStatus
    from shared.domain.step_record import Begun, StepRecord
    from shared.domain.steps import Step
    from shared.domain.totals import InterviewTotals
    from shared.domain.upload_record import UploadRecord

V = TypeVar("V", bound=Value)


class Page(Value, Generic[V]):
    """Some of a list, and the cursor with which the next call goes on; None at the end."""

    items: tuple[V, ...]
    cursor: str | None = None


class InterviewStore(Protocol):
    """Interviews and what was uploaded for them."""

    def create_interview(self, interview: Interview, along: Alongside = NOTHING) -> None:
        """One transaction with what stands beside it.

        Raises Conflict when the id is taken, RequestInProgress, QuotaExceeded.
        """
        ...

    def replace_link(
        self, key: InterviewKey, former: CandidateLink | None, link: CandidateLink, along: Alongside = NOTHING
    ) -> None:
        """Another link in place of the former one. Raises Conflict when it is no longer that one."""
        ...

    def get_interview(self, key: InterviewKey) -> Interview:
        """The interview of that key. Raises UnknownInterview."""
        ...

    def edit_speakers(self, key: InterviewKey, edits: Sequence[SpeakerEdit], at: datetime) -> None:
        """Replaces the corrections of the voices."""
        ...

    def decide(self, key: InterviewKey, decision: RecruiterDecision) -> None:
        """Writes down what was decided, in place of what was decided before. Raises UnknownInterview."""
        ...

    def put_upload(self, key: InterviewKey, upload: UploadRecord) -> None:
        """Writes down what became of an uploaded object; the first outcome of a version stays."""
        ...

    def list_uploads(self, key: InterviewKey) -> Sequence[UploadRecord]:
        """The outcomes of everything that was uploaded for the interview."""
        ...


class InterviewLists(Protocol):
    """Interviews by what they have in common."""

    def find_interviews(
        self, organisation_id: str, wanted: InterviewFilter, *, limit: int, cursor: str | None
    ) -> Page[Interview]:
        """Newest first. A page may be short though more come after it: it says so by its cursor.

        Raises InvalidRequest for a cursor of another list, or that is none of ours.
        """
        ...


class RunStore(Protocol):
    """Runs and the state of their steps."""

    def begin_run(self, run: Run, upload: UploadRecord | None, along: Alongside = NOTHING) -> None:
        """One transaction: the run, the interview's `last_run` and `active_run`, the upload's outcome.

        A queued run gets its place among the waiting ones; any other is under way at once.
        Raises RunInProgress when another run is active or has taken the number, RequestInProgress.
        """
        ...

    def note_execution(self, key: RunKey, execution_arn: str) -> None:
        """Writes the execution's ARN on the run."""
        ...

    def get_run(self, key: RunKey) -> Run:
        """The run of that key. Raises UnknownRun."""
        ...

    def list_runs(self, key: InterviewKey) -> Sequence[Run]:
        """All runs, the first one first."""
        ...

    def active_runs(self, *, limit: int, cursor: str | None = None) -> Page[Run]:
        """Runs of every organisation that are under way, the oldest first: for the reconciler."""
        ...

    def queued_runs(self, *, limit: int) -> Sequence[Run]:
        """Runs of every organisation that wait, the oldest first: for the reconciler."""
        ...

    def begin_step(self, key: RunKey, step: Step, at: datetime, *, goes_on: bool = False) -> Begun:
        """The step's record, now running; or as it is when completed, even after the run's end. Raises RunEnded.

        `goes_on` is for a function that goes on with a step which another has begun: that is no new attempt.
        """
        ...

    def count_attempt(self, key: RunKey, step: Step) -> None:
        """Another attempt at a part of a running step will be needed."""
        ...

    def complete_step(
        self,
        record: StepRecord,
        inputs: dict[Step, int],
        totals: InterviewTotals | None,
        event: DomainEvent | None = None,
    ) -> StepRecord:
        """One transaction: the record, the run's `completed_steps`, the interview's pointer, the outbox event if any.

        Answers the record that stands: the step may have been completed before. Raises RunEnded, AttemptSuperseded.
        """
        ...

    def record_failure(self, key: RunKey, failure: StepFailure) -> None:
        """Writes a failure on the step and on the run."""
        ...

    def list_steps(self, key: RunKey) -> Sequence[StepRecord]:
        """The records of the run's steps, in the order of the machine."""
        ...

    def end_run(
        self,
        run: Run,
        status: RunStatus,
        interview: InterviewStatus,
        reason: str | None,
        event: DomainEvent,
        *,
        also: Sequence[DomainEvent] = (),
    ) -> bool:
        """One transaction: the run, the interview's status, the outbox events. False when it had already ended."""
        ...

    def reopen_run(self, run: Run, redrives: int, at: datetime) -> None:
        """A failed run is running again, finalize not yet completed. Raises RunInProgress when a run came after it."""
        ...


class ResultStore(Protocol):
    """The rows that steps produce, each under its run; none is overwritten by another run."""

    def save_rows(self, record: StepRecord, rows: Sequence[Value]) -> None:
        """Writes the rows of a step that `begin_step` began; a later attempt in the same run replaces them.

        Raises AttemptSuperseded when the record no longer stands: then nothing more of this attempt is written.
        """
        ...

    def load_rows(self, key: RunKey, step: Step, kind: type[V]) -> Sequence[V]:
        """All rows of that kind that a step of the run has written, in the order they were saved."""
        ...
