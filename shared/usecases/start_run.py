"""A run is planned, written down, and waits for its turn: in this order, so that a started run is always on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alongside import NOTHING, Alongside
from shared.domain.errors import InvalidRequest
from shared.domain.limits import MAX_RUNS
from shared.domain.plan import plan_steps
from shared.domain.run import Run
from shared.domain.run_status import RunStatus
from shared.domain.stale_steps import stale_steps
from shared.usecases.admit_runs import queue_run

if TYPE_CHECKING:
    from shared.domain.idempotency import IdempotencyRecord
    from shared.domain.interview import Interview
    from shared.domain.interview_key import InterviewKey, RunKey
    from shared.domain.run import RunRequest
    from shared.domain.upload_record import UploadRecord
    from shared.ports import RunStore
    from shared.usecases.admit_runs import RunPorts


def next_run(interview: Interview) -> RunKey:
    """The key of the interview's next run. Raises InvalidRequest past the limit."""
    if interview.last_run >= MAX_RUNS:
        raise InvalidRequest(f"an interview has at most {MAX_RUNS} runs", field="interviewId", remedy="upload it anew")
    return interview.run_key(interview.last_run + 1)


def start_run(
    interview: Interview,
    request: RunRequest,
    *,
    ports: RunPorts,
    version: str | None,
    upload: UploadRecord | None = None,
    record: IdempotencyRecord | None = None,
) -> Run:
    """Plans, writes and queues the interview's next run, which goes at once when there is a slot for it.

    Raises RunInProgress, MissingStepInput. Returns the run as it was queued.
    """
    known, stale = interview.pointers, stale_steps(interview)
    planned = plan_steps(request, known, has_run=interview.last_run > 0, possible=interview.steps, stale=stale)
    now = ports.clock.now()
    run = Run(
        key=next_run(interview),
        project_id=interview.project_id,
        tier=interview.tier,
        request=request,
        planned_steps=planned,
        status=RunStatus.QUEUED,
        queued_at=now,
        started_at=now,
        upload_version=version,
    )
    ports.runs.begin_run(run, upload, _alongside(run, record))
    queue_run(run, ports=ports)
    return run


def _alongside(run: Run, record: IdempotencyRecord | None) -> Alongside:
    """The record of the request, completed with the number of its run."""
    return Alongside(completion=record.completed(outcomes=(str(run.key.run),))) if record else NOTHING


def resume_run(
    key: InterviewKey, request: RunRequest, *, ports: RunPorts, record: IdempotencyRecord | None = None
) -> Run:
    """A new run of an interview that has run before, from a chosen step or from what failed."""
    interview = ports.interviews.get_interview(key)
    last = last_run(interview, ports.runs)
    version = last.upload_version if last else None
    return start_run(interview, request, ports=ports, version=version, record=record)


def last_run(interview: Interview, runs: RunStore) -> Run | None:
    """The interview's last run; None before the first."""
    return runs.get_run(interview.run_key(interview.last_run)) if interview.last_run else None
