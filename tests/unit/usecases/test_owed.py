"""The ledger is busy when an answer is paid, and again when the step ends: the money is in the sums all the same."""

from collections.abc import Callable
from typing import Any, NoReturn

import pytest

from shared.domain.billed import Owed
from shared.domain.engines import month_of
from shared.domain.errors import EngineFailed, RunEnded, StorageThrottled
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.run_status import RunStatus, StepStatus
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.usecases.enter_owed import enter_owed
from shared.usecases.run_step import Attempt, StepResult, run_part, run_step
from tests.builders import INTERVIEW, event, run_key, use
from tests.fakes import MemoryLedger
from tests.unit.world import World

PAID, FREE = use(provider="openai", price_nanodollars=7), use(provider="embedded")
Patch = pytest.MonkeyPatch


class Answer(Value):
    number: int


def busy(*_: Any) -> NoReturn:
    raise StorageThrottled("transactions on the same items kept conflicting")


def never(*_: Any) -> NoReturn:
    raise AssertionError("one request more")


@pytest.fixture
def is_busy(monkeypatch: Patch) -> Callable[[], None]:
    """Keeps the rows of the ledger busy, until what comes is called."""
    monkeypatch.setattr(MemoryLedger, "_enter", busy)
    return monkeypatch.undo


def pays(attempt: Attempt) -> StepResult[Answer]:
    for each in (PAID, FREE, PAID):
        attempt.meter.add(each)
    return StepResult(output=Answer(number=3))


def step(world: World, work: Callable[[Attempt], StepResult[Answer]] = pays) -> Answer:
    return run_step(world.steps, run_key(), Step.PERSONAS, work, Answer)


def later(world: World) -> int:
    return enter_owed(ledger=world.ledger, erasures=world.erasures, clock=world.clock)


def paid(world: World) -> int:
    """What the organisation has paid, which is what its interview has."""
    sums = world.ledger.costs_of_organisation("acme", month_of(world.clock.now()))
    total = sum(each.price_nanodollars for each in sums)
    assert total == sum(cost.use.price_nanodollars for cost in world.ledger.costs_of_interview(INTERVIEW))
    return total


def test_a_step_that_completes_loses_nothing(world: World, is_busy: Callable[[], None]) -> None:
    assert step(world) == Answer(number=3)
    is_busy()
    assert step(world, never) == Answer(number=3)
    assert paid(world) == 0
    later(world)
    assert paid(world) == 14
    [record] = world.runs.list_steps(run_key())
    assert (record.status, record.engine_calls) == (StepStatus.COMPLETED, 3)


def test_a_step_that_fails_loses_nothing(world: World, is_busy: Callable[[], None]) -> None:
    def fails(attempt: Attempt) -> StepResult[Answer]:
        pays(attempt)
        raise EngineFailed("HTTP 500")

    with pytest.raises(EngineFailed):
        step(world, fails)
    is_busy()
    later(world)
    assert paid(world) == 14


def test_a_worker_that_is_killed_while_the_ledger_is_busy_loses_nothing(world: World, monkeypatch: Patch) -> None:
    def killed(attempt: Attempt) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(MemoryLedger, "_enter", busy)
            attempt.meter.add(PAID)
        monkeypatch.setattr(type(attempt.meter), "close", lambda *_: None)  # which it does not live to see
        raise SystemExit

    with pytest.raises(SystemExit):
        run_part(world.steps, run_key(), Step.PERSONAS, killed)
    later(world)
    assert paid(world) == 7


def test_a_run_that_ends_meanwhile_loses_nothing(world: World, is_busy: Callable[[], None]) -> None:
    def too_late(attempt: Attempt) -> StepResult[Answer]:
        world.runs.end_run(world.run(), RunStatus.STOPPED, InterviewStatus.FAILED, "stopped", event())
        return pays(attempt)

    with pytest.raises(RunEnded):
        step(world, too_late)
    is_busy()
    later(world)
    assert paid(world) == 14


def test_what_was_entered_in_the_end_is_entered_once(world: World, monkeypatch: Patch) -> None:
    def busy_while_it_works(attempt: Attempt) -> StepResult[Answer]:
        with monkeypatch.context() as patched:
            patched.setattr(MemoryLedger, "_enter", busy)
            return pays(attempt)

    step(world, busy_while_it_works)
    assert paid(world) == 14
    assert [later(world) for _ in range(2)] == [2, 0]
    assert paid(world) == 14


def test_answers_that_were_lost_count_once(world: World) -> None:
    world.ledger.lost_answers = 9
    step(world)
    world.ledger.lost_answers = 1
    with pytest.raises(StorageThrottled):
        later(world)
    later(world)
    assert paid(world) == 14
    assert world.memory.owed == {}


def test_while_it_stays_busy_all_is_owed(world: World, is_busy: Callable[[], None]) -> None:
    step(world)
    for _ in range(2):
        with pytest.raises(StorageThrottled):
            later(world)
    is_busy()
    assert [later(world), later(world)] == [3, 0]
    assert paid(world) == 14


def test_one_entry_s_trouble_holds_up_no_other(world: World, is_busy: Callable[[], None]) -> None:
    step(world)
    is_busy()
    world.ledger.lost_answers = 1
    with pytest.raises(StorageThrottled):
        later(world)
    assert paid(world) == 14
    assert len(world.memory.owed) == 1


def test_where_nothing_is_owed_nothing_more_is_written(world: World, monkeypatch: Patch) -> None:
    for name in ("owe", "owed", "pay", "unentered"):
        monkeypatch.setattr(MemoryLedger, name, never)
    step(world)
    assert step(world) == Answer(number=3)
    assert paid(world) == 14


def test_what_can_neither_be_entered_nor_kept_is_reported(world: World, monkeypatch: Patch) -> None:
    monkeypatch.setattr(MemoryLedger, "_enter", busy)
    monkeypatch.setattr(MemoryLedger, "owe", busy)
    with pytest.raises(StorageThrottled):
        step(world)


def test_of_an_interview_that_is_erased_meanwhile_only_the_sums_keep_it(
    world: World, is_busy: Callable[[], None], monkeypatch: Patch
) -> None:
    step(world)
    is_busy()
    swept: list[InterviewKey] = []
    monkeypatch.setattr(world.erasures, "sweep_again", lambda key, _: swept.append(key))
    later(world)
    assert swept == [INTERVIEW] * 6  # before and after each


def test_a_ledger_that_is_busy_all_the_time_takes_no_more_than_the_clock_has(
    world: World, is_busy: Callable[[], None], monkeypatch: Patch
) -> None:
    step(world)
    is_busy()
    tried = []

    def slow(_: Any, owed: Owed) -> None:
        tried.append(world.clock.advance(seconds=30))
        raise StorageThrottled("busy")

    monkeypatch.setattr(MemoryLedger, "pay", slow)
    with pytest.raises(StorageThrottled):
        later(world)
    assert len(tried) == 1
