"""What an execution has cost in itself, counted from its history when it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.errors import UnknownRun
from shared.domain.platform import AwsUnit

if TYPE_CHECKING:
    from shared.domain.interview_key import RunKey
    from shared.ports import Ledger, PlatformMeter
    from shared.usecases.admit_runs import RunPorts


def record_transitions(key: RunKey, *, ports: RunPorts, ledger: Ledger, platform: PlatformMeter) -> None:
    """Writes down the state transitions and the calls of functions, and what counting them has used.

    To be called when the execution has ended; again after each native redrive, which adds what came since.
    """
    try:
        run = ports.runs.get_run(key)
    except UnknownRun:
        return  # its interview was erased
    if run.execution_arn is None:
        return
    work = ports.workflow.count_work(run.execution_arn)
    uses = [
        platform.use(AwsUnit.TRANSITIONS, work.transitions),
        platform.use(AwsUnit.LAMBDA_REQUESTS, work.function_calls + 1),  # and the one that counts
        *platform.drain(),
    ]
    ledger.record(run, None, uses, ports.clock.now(), f"execution-{run.key.run}-{run.redrives}")
