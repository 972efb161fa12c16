"""What every step does around its own work: a repeat costs nothing, a fault leaves no half result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Generic, TypeVar

from shared.domain.engines import EngineUse, sum_uses
from shared.domain.interview import InterviewTotals, RunKey
from shared.domain.run import Run, StepRecord, StepStatus
from shared.domain.steps import Step
from shared.domain.transcript import Engine
from shared.domain.value import Value
from shared.ports import Clock, EngineScope, FaultSwitch, Ledger, RunStore

Output = TypeVar("Output", bound=Value)


class Tally:
    """Implements `Meter`: what engines have used in this attempt. Windows are read side by side."""

    def __init__(self) -> None:
        self._uses: list[EngineUse] = []
        self._notes: dict[str, None] = {}
        self._lock = Lock()

    def add(self, use: EngineUse) -> None:
        with self._lock:
            self._uses.append(use)

    def note(self, warning: str) -> None:
        with self._lock:
            self._notes[warning] = None

    @property
    def uses(self) -> tuple[EngineUse, ...]:
        """One per model."""
        with self._lock:
            return sum_uses(self._uses)

    @property
    def notes(self) -> tuple[str, ...]:
        """Each once, in the order of their first mention."""
        with self._lock:
            return tuple(self._notes)


@dataclass(frozen=True)
class Attempt:
    """One attempt of a step: its run, its record as it began, and the meter of what it uses."""

    run: Run
    record: StepRecord
    meter: Tally

    @property
    def scope(self) -> EngineScope:
        """Whom engines work for in this attempt."""
        return EngineScope(interview=self.run.key.interview, tier=self.run.tier, meter=self.meter)


@dataclass(frozen=True)
class StepPorts:
    """What every step needs."""

    runs: RunStore
    clock: Clock
    faults: FaultSwitch
    ledger: Ledger


@dataclass(frozen=True)
class StepResult(Generic[Output]):
    """What a step has done: its typed output, who did it, and the runs that its inputs came from."""

    output: Output
    engine: Engine | None = None
    warnings: tuple[str, ...] = ()
    inputs: Mapping[Step, int] = field(default_factory=dict)
    totals: InterviewTotals | None = None


def run_step(
    ports: StepPorts, key: RunKey, step: Step, work: Callable[[Attempt], StepResult[Output]], kind: type[Output]
) -> Output:
    """The step's output. A step that is completed in this run answers what it answered before.

    Results are written under the run first; the interview's pointer moves in one transaction at the end.
    """
    record = ports.runs.begin_step(key, step, ports.clock.now())
    if record.status is StepStatus.COMPLETED and record.output is not None:
        return kind.model_validate(record.output)
    result = _counted(ports, record, work)
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


def _counted(ports: StepPorts, record: StepRecord, work: Callable[[Attempt], StepResult[Output]]) -> StepResult[Output]:
    attempt = Attempt(ports.runs.get_run(record.run), record, Tally())
    try:
        ports.faults.trip(record.run.organisation_id, record.step)
        result = work(attempt)
        return replace(result, warnings=(*result.warnings, *attempt.meter.notes))
    finally:
        if attempt.meter.uses:
            ports.ledger.record(attempt.run, record.step, attempt.meter.uses, ports.clock.now())
