"""The end of every run: what failed is on record before the execution fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain import errors
from shared.domain.errors import InvalidRecording, RunFailed
from shared.domain.events import EventName, run_event
from shared.domain.interview_status import InterviewStatus
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step

if TYPE_CHECKING:
    from shared.domain.interview_key import RunKey
    from shared.domain.run import Run, StepFailure
    from shared.ports import Clock, RunStore


def conclude_run(key: RunKey, redrives: int, redrives_planned: int, *, runs: RunStore, clock: Clock) -> bool:
    """True when the machine shall go round again, because AWS's RedriveExecution entered here.

    `redrives` is AWS's count now, `redrives_planned` what it was when the machine last planned the run.
    Raises RunFailed when a planned step is not completed. A recording that cannot be used is no failure of ours: its
    interview is rejected, and the execution ends well, so that nobody is woken.
    """
    run = runs.get_run(key)
    if run.status is RunStatus.SUCCEEDED:
        return False
    if redrives > redrives_planned:
        _reopen(run, redrives, runs, clock)
        return True
    end_failed_run(run, RunStatus.FAILED, runs=runs, clock=clock)
    if _verdict(run)[0] is InterviewStatus.REJECTED:
        return False
    raise RunFailed(f"{_unfinished(run)} did not complete in run {key.run}")


def _reopen(run: Run, redrives: int, runs: RunStore, clock: Clock) -> None:
    """A repeat finds the run open already."""
    if run.redrives < redrives or run.status is not RunStatus.RUNNING:
        runs.reopen_run(run, redrives, clock.now())


def _unfinished(run: Run) -> str:
    steps = [step for step in run.planned_steps if step not in run.completed_steps]
    return ", ".join(steps) or "the run"


def end_failed_run(run: Run, status: RunStatus, *, runs: RunStore, clock: Clock) -> bool:
    """Ends a run that did not succeed. A recording that cannot be used rejects its interview."""
    outcome, name = _verdict(run)
    reason = reason_of(run.failures, status)
    event = run_event(name, run.key, clock.now(), sequence=run.redrives, reason=reason.split(":")[0])
    return runs.end_run(run, status, outcome, reason, event)


def _verdict(run: Run) -> tuple[InterviewStatus, EventName]:
    if any(_is_rejection(failure) for failure in run.failures):
        return InterviewStatus.REJECTED, EventName.INTERVIEW_REJECTED
    return InterviewStatus.FAILED, EventName.INTERVIEW_FAILED


def _is_rejection(failure: StepFailure) -> bool:
    kind = getattr(errors, failure.error, None)
    unusable = isinstance(kind, type) and issubclass(kind, InvalidRecording)
    return unusable and failure.step is Step.UPLOAD


def reason_of(failures: tuple[StepFailure, ...], status: RunStatus) -> str:
    """One line for lists: the first failure's error and message, or how the run ended."""
    if not failures:
        return f"{status}: the run ended from outside"
    first = failures[0]
    return f"{first.error}: {first.message}"
