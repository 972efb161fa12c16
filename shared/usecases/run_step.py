"""What every step does around its own work: a repeat costs nothing, a fault leaves no half result."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shared.domain.errors import StorageThrottled
from shared.domain.interview import InterviewTotals, RunKey
from shared.domain.run import Run, StepRecord, StepStatus
from shared.domain.steps import Step
from shared.domain.transcript import Engine
from shared.domain.value import Value
from shared.ports import AdmissionStore, Clock, EngineScope, FaultSwitch, Ledger, PlatformMeter, RunStore
from shared.usecases.hold_slots import Lease
from shared.usecases.tally import Tally

Output = TypeVar("Output", bound=Value)


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
    admission: AdmissionStore
    platform: PlatformMeter


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
    with attempt_of(ports, record) as attempt:
        ports.faults.trip(key.organisation_id, step)
        return _finished(ports, attempt, work(attempt), kind)


@contextmanager
def attempt_of(ports: StepPorts, record: StepRecord) -> Iterator[Attempt]:
    """An attempt of the step that has begun; its uses are on record when it ends, however it ends.

    It says that the run is alive: its slots' leases are renewed now, and again while its engines are at work.
    """
    run = ports.runs.get_run(record.run)
    lease = Lease(run, ports.admission, ports.clock)
    lease.renew()
    tally = Tally(
        lambda uses, receipt: ports.ledger.record(run, record.step, uses, ports.clock.now(), receipt), lease.renew
    )
    try:
        yield Attempt(run, record, tally)
    except BaseException:
        with suppress(StorageThrottled):  # why the attempt failed says more
            tally.close(ports.platform.drain())
        raise
    tally.close(ports.platform.drain())


def _finished(ports: StepPorts, attempt: Attempt, result: StepResult[Output], kind: type[Output]) -> Output:
    done = attempt.record.model_copy(
        update={
            "status": StepStatus.COMPLETED,
            "ended_at": ports.clock.now(),
            "engine": result.engine,
            "warnings": (*result.warnings, *attempt.meter.notes),
            "output": result.output.model_dump(mode="json", by_alias=True),
        }
    )
    standing = ports.runs.complete_step(done, dict(result.inputs), result.totals)
    return kind.model_validate(standing.output)
