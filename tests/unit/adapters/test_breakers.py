"""Breakers as processes share them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from shared.adapters.breakers import Breakers
from shared.domain.breaker import BreakerState, Fault, Pause, pause, resume
from shared.domain.errors import (
    ContextTooLong,
    EngineCircuitOpen,
    EngineFailed,
    EnginePaused,
    EngineRefused,
    EngineThrottled,
    ParleyError,
    StorageThrottled,
)
from shared.domain.limits import BREAKER_LEASE_MARGIN_SECONDS, BREAKER_VIEW_SECONDS
from shared.ports import AnswerCache, BreakerAlarm, BreakerStore, ProviderProbe
from tests.builders import at
from tests.fakes import ScriptedProbe
from tests.unit.adapters.chains import SECONDS, Stage, key_of

KEY = key_of("groq")
PAUSE = Pause(reason="their incident", by="ana", at=at(0))


def fail(guards: Breakers, error: BaseException, times: int = 1) -> None:
    def call() -> None:
        raise error

    for _ in range(times):
        with pytest.raises(type(error)):
            guards.guard(KEY, call, seconds=SECONDS)


def well(guards: Breakers, *, forced: bool = False) -> int:
    return guards.guard(KEY, lambda: 1, seconds=SECONDS, forced=forced)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_failures_of_several_processes_add_up(stage: Stage) -> None:
    for _ in range(5):
        fail(stage.process(), EngineFailed("500"))
    assert stage.alarm.openings == [("groq/analysis", Fault.FAILED)]
    with pytest.raises(EngineCircuitOpen):
        well(stage.process())


def test_a_success_that_was_never_written_still_parts_failures(stage: Stage) -> None:
    guards = stage.process()
    for _ in range(3):
        fail(guards, EngineFailed("500"), 3)
        stage.clock.advance(seconds=1)
        well(guards)
    assert stage.breaker("groq").state(stage.clock.now()) is BreakerState.CLOSED


def test_a_wrong_key_opens_it_soon_and_an_operator_s_probe_closes_it(stage: Stage) -> None:
    guards = stage.process()
    fail(guards, EngineRefused("401"), 3)
    with pytest.raises(EngineCircuitOpen):
        well(guards)
    well(guards, forced=True)
    well(guards)
    assert stage.breaker("groq").opened_for is None


def test_throttles_are_borne_longer_and_their_patience_is_kept(stage: Stage) -> None:
    guards = stage.process()
    fail(guards, EngineThrottled("429", retry_after_seconds=100), 20)
    opened = stage.breaker("groq")
    assert (opened.opened_for, opened.cool_down_seconds) == (Fault.THROTTLED, 100)


def test_a_pause_is_seen_within_seconds(stage: Stage) -> None:
    guards = stage.process()
    well(guards)
    stage.store.change_breaker(KEY, lambda breaker: pause(breaker, PAUSE))
    stage.clock.advance(seconds=BREAKER_VIEW_SECONDS)
    with pytest.raises(EnginePaused):
        well(guards, forced=True)
    stage.store.change_breaker(KEY, resume)
    stage.clock.advance(seconds=BREAKER_VIEW_SECONDS)
    assert well(guards) == 1


@pytest.mark.parametrize("error", [ContextTooLong("long"), KeyboardInterrupt()])
def test_a_probe_that_says_nothing_makes_room_for_the_next(stage: Stage, error: BaseException) -> None:
    guards = stage.process()
    fail(guards, EngineFailed("500"), 5)
    stage.clock.advance(seconds=30)
    fail(guards, error)
    assert stage.breaker("groq").state(stage.clock.now()) is BreakerState.HALF_OPEN


def test_a_probe_that_died_blocks_no_longer_than_its_lease(stage: Stage) -> None:
    guards = stage.process()
    fail(guards, EngineFailed("500"), 5)
    stage.clock.advance(seconds=30)
    guards._admit(KEY, SECONDS, forced=False)  # and never an end
    other = stage.process()
    with pytest.raises(EngineCircuitOpen):
        well(other)
    stage.clock.advance(seconds=SECONDS + BREAKER_LEASE_MARGIN_SECONDS)
    assert well(other) == 1


def test_of_forty_threads_one_probes(stage: Stage) -> None:
    fail(stage.process(), EngineFailed("500"), 5)
    stage.clock.advance(seconds=30)
    guards, start, end = stage.process(), Barrier(40), Barrier(40)
    made: list[int] = []

    def call() -> int:
        made.append(1)
        end.wait(timeout=30)
        return 1

    def attempt(_: int) -> object:
        start.wait(timeout=30)
        try:
            return guards.guard(KEY, call, seconds=SECONDS)
        except ParleyError as error:
            end.wait(timeout=30)
            return error

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(attempt, range(40)))
    assert (len(made), answers.count(1)) == (1, 1)
    assert sum(isinstance(answer, EngineCircuitOpen) for answer in answers) == 39
    assert stage.breaker("groq").state(stage.clock.now()) is BreakerState.CLOSED


def test_a_throttled_table_loses_counts_and_no_answers(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    guards = stage.process()
    fail(guards, EngineFailed("500"))

    def throttled(*_: Any) -> None:
        raise StorageThrottled("the table answered ThrottlingException")

    monkeypatch.setattr(stage.store, "change_breaker", throttled)
    assert well(guards) == 1
    fail(guards, EngineFailed("500"))


def hold_to_ports(stage: Stage) -> None:
    """Never called: mypy reads it."""
    store: BreakerStore = stage.store
    answers: AnswerCache = stage.cache
    alarm: BreakerAlarm = stage.alarm
    probe: ProviderProbe = ScriptedProbe(stage.store)
    del store, answers, alarm, probe
