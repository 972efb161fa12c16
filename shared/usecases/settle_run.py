"""Runs that ended are settled: what ended from outside is ended on record, slots are freed, the next ones go."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.admission import held_slots
from shared.domain.errors import ParleyError, UnknownRun
from shared.domain.lane import Lane
from shared.domain.run_status import RunStatus
from shared.usecases.admit_runs import admit_runs, put_back, start_admitted
from shared.usecases.all_pages import all_pages
from shared.usecases.conclude_run import end_failed_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.domain.interview_key import RunKey
    from shared.domain.run import Run
    from shared.usecases.admit_runs import RunPorts

GRACE = timedelta(minutes=1)
PAGE = 100


def settle_run(key: RunKey, *, ports: RunPorts) -> bool:
    """True when the run had to be ended here. A run that is still going is left alone.

    The slots of a run that has ended are free from here on: its execution is over.
    """
    run = _find(key, ports)
    if run is None:
        admit_runs(ports=ports)  # its interview was erased, which freed its slots
        return False
    settled = _settle(run, ports)
    if settled or run.status.has_ended:
        ports.admission.release(run)
        admit_runs(ports=ports)
    return settled


def settle_runs(*, ports: RunPorts) -> int:
    """Settles every active run; returns how many had to be ended. This, not the event, is what makes it certain.

    One run that cannot be settled does not hold up those behind it; its error is raised in the end.
    """
    work = _Pass()
    for run in _active(ports):
        work.do(lambda run=run: _settle(run, ports))  # type: ignore[misc]
    settled = work.done
    work.do(lambda: _free_slots(ports))
    work.do(lambda: _announce(ports))
    work.do(lambda: admit_runs(ports=ports))
    if work.troubles:
        raise work.troubles[0]
    return settled


class _Pass:
    """Work in which one trouble does not stop the rest."""

    def __init__(self) -> None:
        self.done = 0
        self.troubles: list[ParleyError] = []

    def do(self, work: Callable[[], int]) -> None:
        try:
            self.done += work()
        except ParleyError as error:
            self.troubles.append(error)


def _active(ports: RunPorts) -> Iterator[Run]:
    return all_pages(lambda cursor: ports.runs.active_runs(limit=PAGE, cursor=cursor))


def _settle(run: Run, ports: RunPorts) -> bool:
    if run.status is not RunStatus.RUNNING:
        return False
    execution = ports.workflow.describe(run.key, run.execution_arn)
    if execution is None:
        return _restart(run, ports)
    if run.execution_arn is None:
        ports.runs.note_execution(run.key, execution.arn)
    if execution.status is RunStatus.RUNNING:
        return False
    # An execution that succeeded or failed by our own states has written its end before; this one could not.
    status = RunStatus.FAILED if execution.status is RunStatus.SUCCEEDED else execution.status
    return end_failed_run(run, status, runs=ports.runs, clock=ports.clock)


def _restart(run: Run, ports: RunPorts) -> bool:
    """A run that was let go and never started is started, if its slots are still its own; else it waits again."""
    now = ports.clock.now()
    if now - run.started_at <= GRACE:
        return False
    if run.lane_slot is not None and not ports.admission.renew(run, now):
        put_back(run, ports=ports)
    else:
        start_admitted(run, ports=ports)
    return False


def _free_slots(ports: RunPorts) -> int:
    """Frees the slots of runs that have ended, where the event that says so was lost."""
    now = ports.clock.now()
    for lane in Lane:
        for slot in held_slots(ports.admission.lane_slots(lane), now):
            run = _find(slot.holder, ports)
            if run and run.status.has_ended:
                ports.admission.release(run)
    return 0


def _announce(ports: RunPorts) -> int:
    """Runs whose organisation's turn was lost become the oldest that wait, and are found here."""
    oldest = ports.runs.queued_runs(limit=PAGE)
    for lane, organisation_id in sorted({(run.request.lane, run.key.organisation_id) for run in oldest}):
        ports.admission.announce(lane, organisation_id, ports.clock.now())
    return 0


def _find(key: RunKey, ports: RunPorts) -> Run | None:
    """None when its interview was erased; the lease ends by itself then."""
    try:
        return ports.runs.get_run(key)
    except UnknownRun:
        return None
