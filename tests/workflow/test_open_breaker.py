"""A provider that is down for a while and then well: the run waits as its definition says, by the real chain."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from shared.domain.breaker import BreakerState
from shared.domain.errors import EngineCircuitOpen, EngineFailed, EngineRefused, ParleyError
from shared.domain.limits import BREAKER_REFUSALS
from tests.unit.adapters.chains import QUESTION, Number, ScriptedModel, Stage, key_of, link
from tests.workflow.machine import ASL

TASK: dict[str, Any] = json.loads(ASL.read_text())["States"]["Extract Evidence"]


class Provider(ScriptedModel):
    """Raises its error until it is well again."""

    def __init__(self, stage: Stage, error: type[ParleyError], *, down_for: float) -> None:
        super().__init__()
        self.stage, self.error, self.began, self.down_for = stage, error, stage.clock.now(), down_for

    def called(self, name: str) -> None:
        super().called(name)
        if (self.stage.clock.now() - self.began).total_seconds() < self.down_for:
            raise self.error("HTTP 500")


def run_task(stage: Stage, invoke: Callable[[], object], chance: random.Random) -> float:
    """The machine's part: retries as the definition says, with full jitter. How many seconds it took."""
    began, tried = stage.clock.now(), [0] * len(TASK["Retry"])
    while True:
        try:
            invoke()
        except ParleyError as error:
            wait = _wait(type(error).__name__, tried, chance)
            if wait is None:
                raise
            stage.clock.advance(seconds=wait)
        else:
            return float((stage.clock.now() - began).total_seconds())


def _wait(error: str, tried: list[int], chance: random.Random) -> float | None:
    for number, retry in enumerate(TASK["Retry"]):
        if error in retry["ErrorEquals"]:
            if tried[number] >= retry["MaxAttempts"]:
                return None
            longest = min(retry["IntervalSeconds"] * retry["BackoffRate"] ** tried[number], retry["MaxDelaySeconds"])
            tried[number] += 1
            return chance.uniform(0, longest)
    return None


def invocation(stage: Stage, model: ScriptedModel) -> Callable[[], object]:
    """Each is a function's: with its own time, going by what the table says of the breaker."""

    def invoke() -> object:
        stage.left = 300.0
        return stage.chain(link(model), breakers=stage.process()).answer(QUESTION, Number)

    return invoke


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("down_for", [3.0, 60.0, 600.0])
def test_a_run_whose_own_failures_open_the_breaker_sees_its_probe(seed: int, down_for: float) -> None:
    stage = Stage()
    model = Provider(stage, EngineFailed, down_for=down_for)
    took = run_task(stage, invocation(stage, model), random.Random(seed))
    assert down_for <= took < 2 * down_for + 90
    assert stage.breaker("groq").state(stage.clock.now()) is BreakerState.CLOSED


def test_a_provider_that_is_down_for_good_ends_the_run_with_the_breaker_s_error() -> None:
    stage = Stage()
    model = Provider(stage, EngineFailed, down_for=1e9)
    with pytest.raises(EngineCircuitOpen):
        run_task(stage, invocation(stage, model), random.Random(1))
    assert len(model.calls) < 20, "it is left alone"


def test_a_wrong_key_ends_the_run_at_once_whether_the_breaker_is_open_or_not() -> None:
    stage = Stage()
    model = Provider(stage, EngineRefused, down_for=1e9)
    for _ in range(BREAKER_REFUSALS + 1):
        with pytest.raises(EngineRefused) as refused:
            run_task(stage, invocation(stage, model), random.Random(1))
    assert len(model.calls) == BREAKER_REFUSALS
    assert str(key_of("groq")) in refused.value.message
    assert "parley providers probe" in refused.value.advice
    assert stage.clock.now() == model.began
