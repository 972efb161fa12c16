"""Runs that ended from outside are ended on record: stopped, timed out, or never started."""

from datetime import timedelta

from shared.domain.errors import ParleyError
from shared.domain.interview import RunKey
from shared.domain.run import Run, RunStatus
from shared.usecases.conclude_run import end_failed_run
from shared.usecases.start_run import RunPorts, ensure_started

GRACE = timedelta(minutes=1)
MAX_RUNS_PER_PASS = 200


def settle_run(key: RunKey, *, ports: RunPorts) -> bool:
    """True when the run had to be ended here. A run that is still going, or that ended by itself, is left alone."""
    run = ports.runs.get_run(key)
    if run.status is not RunStatus.RUNNING:
        return False
    execution = ports.workflow.describe(key, run.execution_arn)
    if execution is None:
        return _restart(run, ports)
    if execution.status is RunStatus.RUNNING:
        return False
    # An execution that succeeded or failed by our own states has written its end before; this one could not.
    status = RunStatus.FAILED if execution.status is RunStatus.SUCCEEDED else execution.status
    return end_failed_run(run, status, runs=ports.runs, clock=ports.clock)


def _restart(run: Run, ports: RunPorts) -> bool:
    if ports.clock.now() - run.started_at > GRACE:
        ensure_started(run.key, ports=ports)
    return False


def settle_runs(*, ports: RunPorts) -> int:
    """Settles every active run; returns how many had to be ended. This, not the event, is what makes it certain.

    One run that cannot be settled does not hold up those behind it; its error is raised in the end.
    """
    settled, troubles = 0, list[ParleyError]()
    for run in ports.runs.active_runs(limit=MAX_RUNS_PER_PASS):
        try:
            settled += settle_run(run.key, ports=ports)
        except ParleyError as error:
            troubles.append(error)
    if troubles:
        raise troubles[0]
    return settled
