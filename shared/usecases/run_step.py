"""What every step does around its own work: a repeat costs nothing, a fault leaves no half result."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar

from shared.domain.bundle import Bundle
from shared.domain.errors import StorageThrottled, TransientError
from shared.domain.run_status import StepStatus
from shared.domain.value import Value
from shared.ports.scope import EngineScope
from shared.usecases.hold_slots import Lease
from shared.usecases.tally import tally_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from shared.domain.events import DomainEvent, EventName
    from shared.domain.interview_key import RunKey
    from shared.domain.made_by import Engine
    from shared.domain.run import Run
    from shared.domain.step_record import Begun, StepRecord
    from shared.domain.steps import Step
    from shared.domain.totals import InterviewTotals
    from shared.ports import AdmissionStore, Clock, FaultSwitch, Ledger, PlatformMeter, RunStore
    from shared.ports.erasure import ErasureStore
    from shared.usecases.tally import Tally

Output = TypeVar("Output", bound=Value)
R = TypeVar("R")


class Attempt(Bundle):
    """One attempt of a step: its run, its record as it began, and the meter of what it uses."""

    run: Run
    record: StepRecord
    meter: Tally

    @property
    def scope(self) -> EngineScope:
        """Whom engines work for in this attempt."""
        return EngineScope(interview=self.run.key.interview, tier=self.run.tier, meter=self.meter)


class StepPorts(Bundle):
    """What every step needs."""

    runs: RunStore
    clock: Clock
    faults: FaultSwitch
    ledger: Ledger
    admission: AdmissionStore
    platform: PlatformMeter
    erasures: ErasureStore


class StepResult(Bundle, Generic[Output]):
    """What a step has done: its typed output, who did it, the runs that its inputs came from, what is announced."""

    output: Output
    engine: Engine | None = None
    warnings: tuple[str, ...] = ()
    inputs: Mapping[Step, int] = MappingProxyType({})
    totals: InterviewTotals | None = None
    announces: EventName | None = None


def run_step(
    ports: StepPorts,
    key: RunKey,
    step: Step,
    work: Callable[[Attempt], StepResult[Output]],
    kind: type[Output],
    *,
    goes_on: bool = False,
) -> Output:
    """The step's output. A step that is completed in this run answers what it answered before.

    Results are written under the run first; the interview's pointer moves in one transaction at the end.
    `goes_on` when parts of the step have run before, each by `run_part`.
    """
    begun = ports.runs.begin_step(key, step, ports.clock.now(), goes_on=goes_on)
    record = begun.record
    if record.status is StepStatus.COMPLETED and record.output is not None:
        return kind.model_validate(record.output)
    with _repeats_counted(ports, record, goes_on=goes_on), attempt_of(ports, begun) as attempt:
        ports.faults.trip(key, step)
        return _finished(ports, attempt, work(attempt), kind)


def run_part(
    ports: StepPorts, key: RunKey, step: Step, work: Callable[[Attempt], R], *, part: str = "", begins: bool = False
) -> R:
    """Part of a step that `run_step` completes: what it uses, and that it had to be repeated, is on the step's record.

    `begins` for the part with which an attempt of the step begins; `part` is what faults call it. Raises RunEnded.
    """
    begun = ports.runs.begin_step(key, step, ports.clock.now(), goes_on=not begins)
    with _repeats_counted(ports, begun.record, goes_on=not begins), attempt_of(ports, begun) as attempt:
        ports.faults.trip(key, step, part)
        return work(attempt)


@contextmanager
def _repeats_counted(ports: StepPorts, record: StepRecord, *, goes_on: bool) -> Iterator[None]:
    """The attempts that begin a step are counted as they begin, those of its other parts when one of them fails."""
    try:
        yield
    except Exception:
        if goes_on:
            ports.runs.count_attempt(record.run, record.step)
        raise


@contextmanager
def attempt_of(ports: StepPorts, begun: Begun) -> Iterator[Attempt]:
    """An attempt of the step that has begun; its uses are on record when it ends, or owed on record, however it ends.

    It says that the run is alive: its slots' leases are renewed now, and again while its engines are at work. If the
    interview was marked for erasure meanwhile, what the attempt has written is erased too.
    """
    try:
        with _attempt_of(ports, begun) as attempt:
            yield attempt
    finally:
        with suppress(TransientError):  # why the attempt failed says more, and an erasure waits for a while anyway
            ports.erasures.sweep_again(begun.run.key.interview, ports.clock.now())


@contextmanager
def _attempt_of(ports: StepPorts, begun: Begun) -> Iterator[Attempt]:
    record, run = begun
    lease = Lease(run, ports.admission, ports.clock)
    lease.renew()
    tally = tally_of(run, record.step, ledger=ports.ledger, clock=ports.clock, alive=lease.renew)
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
    event = _announcement(result.announces, done.run, ports.clock.now()) if result.announces else None
    standing = ports.runs.complete_step(done, dict(result.inputs), result.totals, event)
    return kind.model_validate(standing.output)


def _announcement(name: EventName, key: RunKey, at: datetime) -> DomainEvent:
    from shared.domain.events import run_event  # which most steps have no use for

    return run_event(name, key, at)
