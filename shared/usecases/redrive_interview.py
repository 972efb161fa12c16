"""An operator's second try: a new run from a step, or AWS's own RedriveExecution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.errors import NothingToResume, RedriveRefused
from shared.domain.interview_filter import InterviewFilter
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step
from shared.usecases.all_pages import all_interviews
from shared.usecases.start_run import last_run, resume_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.idempotency import IdempotencyRecord
    from shared.domain.interview import Interview
    from shared.domain.interview_key import InterviewKey
    from shared.domain.run import Run
    from shared.ports import InterviewLists, RunStore
    from shared.usecases.admit_runs import RunPorts


def redrive_interview(
    key: InterviewKey, request: RunRequest, *, ports: RunPorts, record: IdempotencyRecord | None = None
) -> Run:
    """A new run. Without a step it resumes from the first that the last run planned and did not complete.

    Raises NothingToResume, RunInProgress, MissingStepInput.
    """
    if request.resume_from is None:
        request = _as_before(request, _last(ports.interviews.get_interview(key), ports.runs))
    return resume_run(key, request, ports=ports, record=record)


def _as_before(request: RunRequest, last: Run) -> RunRequest:
    """What the last run was asked, from where it failed; what is asked now stands above it."""
    return RunRequest(
        resume_from=_first_unfinished(last),
        skip_steps=request.skip_steps or last.request.skip_steps,
        user_custom_instructions=request.user_custom_instructions or last.request.user_custom_instructions,
        lane=request.lane,
    )


def _first_unfinished(last: Run) -> Step:
    unfinished = [step for step in last.planned_steps if step not in last.completed_steps]
    if unfinished:
        return unfinished[0]
    if last.status is not RunStatus.SUCCEEDED:
        return Step.FINALIZE  # everything was done but the end itself
    raise NothingToResume(
        f"run {last.key.run} completed every step it planned",
        field="resumeFrom",
        remedy="name a step with --from to run it again",
    )


def redrive_natively(key: InterviewKey, *, ports: RunPorts) -> Run:
    """AWS's RedriveExecution of the last run, which enters at Conclude Run. Raises RedriveRefused."""
    last = _last(ports.interviews.get_interview(key), ports.runs)
    if last.status is RunStatus.SUCCEEDED:
        raise RedriveRefused("AWS does not redrive an execution that succeeded", remedy="use --from STEP: a new run")
    if last.execution_arn is None:
        raise RedriveRefused("the run has no execution")
    ports.workflow.redrive(last.execution_arn)
    return last


def _last(interview: Interview, runs: RunStore) -> Run:
    last = last_run(interview, runs)
    if last is None:
        raise NothingToResume("the interview has no run yet", field="interviewId")
    return last


def failed_interviews(
    organisation_id: str, *, error: str | None, since: datetime | None, lists: InterviewLists, runs: RunStore
) -> Iterator[tuple[Interview, Run]]:
    """Failed interviews with their last runs, newest first: all, or those of one error, or since a time."""
    wanted = InterviewFilter(status=InterviewStatus.FAILED)
    for interview in all_interviews(organisation_id, wanted, lists=lists):
        if since and interview.updated_at < since:
            return
        run = _last(interview, runs)
        if error is None or any(failure.error == error for failure in run.failures):
            yield interview, run
