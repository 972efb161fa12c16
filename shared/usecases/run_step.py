"""What every step does around its own work: a repeat costs nothing, a fault leaves no half result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from shared.domain.interview import InterviewTotals, RunKey
from shared.domain.run import StepStatus
from shared.domain.steps import Step
from shared.domain.transcript import Engine
from shared.domain.value import Value
from shared.ports import Clock, FaultSwitch, RunStore

Output = TypeVar("Output", bound=Value)


class Tally:
    """Counts the calls of engines, which is what a repeat would have to pay for. Windows are read side by side."""

    def __init__(self) -> None:
        self.calls = 0
        self._lock = Lock()

    def count(self) -> None:
        """One more call."""
        with self._lock:
            self.calls += 1


@dataclass(frozen=True)
class StepPorts:
    """What every step needs."""

    runs: RunStore
    clock: Clock
    faults: FaultSwitch


@dataclass(frozen=True)
class StepResult(Generic[Output]):
    """What a step has done: its typed output, who did it, and the runs that its inputs came from."""

    output: Output
    engine: Engine | None = None
    warnings: tuple[str, ...] = ()
    inputs: Mapping[Step, int] = field(default_factory=dict)
    totals: InterviewTotals | None = None


def run_step(
    ports: StepPorts, key: RunKey, step: Step, work: Callable[[Tally], StepResult[Output]], kind: type[Output]
) -> Output:
    """The step's output. A step that is completed in this run answers what it answered before.

    Results are written under the run first; the interview's pointer moves in one transaction at the end.
    """
    record = ports.runs.begin_step(key, step, ports.clock.now())
    if record.status is StepStatus.COMPLETED and record.output is not None:
        return kind.model_validate(record.output)
    result = _counted(ports, key, step, work)
    done = record.model_copy(
        update={
            "status": StepStatus.COMPLETED,
            "ended_at": ports.clock.now(),
            "engine": result.engine,
            "warnings": result.warnings,
            "output": result.output.model_dump(mode="json", by_alias=True),
        }
    )
    standing = ports.runs.complete_step(done, dict(result.inputs), result.totals)
    return kind.model_validate(standing.output)


def _counted(
    ports: StepPorts, key: RunKey, step: Step, work: Callable[[Tally], StepResult[Output]]
) -> StepResult[Output]:
    tally = Tally()
    try:
        ports.faults.trip(key.organisation_id, step)
        return work(tally)
    finally:
        if tally.calls:
            ports.runs.count_engine_calls(key, step, tally.calls)
