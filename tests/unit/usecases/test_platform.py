"""AWS's own part: with the step that used it, and with the run's end."""

from typing import Any

from shared.domain.engines import EngineUse
from shared.domain.platform import AwsUnit
from shared.domain.run_status import RunStatus
from shared.domain.step_record import StepUse
from shared.domain.steps import Step
from shared.ports import ExecutionWork
from shared.usecases.record_transitions import record_transitions
from tests.builders import INTERVIEW, run_key
from tests.unit.world import World

WORK = ExecutionWork(transitions=20, function_calls=9)


def aws_of(costs: list[StepUse], step: Step | None) -> dict[str, float]:
    return {cost.use.model: cost.use.units for cost in costs if cost.step is step and cost.use.provider == "aws"}


def ended(world: World) -> World:
    world.workflow.end(run_key(), RunStatus.SUCCEEDED)
    world.workflow.work = WORK
    return world


def record(world: World) -> list[StepUse]:
    record_transitions(run_key(), ports=world.starting, ledger=world.ledger, platform=world.platform)
    return list(world.ledger.costs_of_interview(INTERVIEW))


def test_a_step_has_what_it_used(world: World) -> None:
    used: list[EngineUse] = [world.platform.use(AwsUnit.LAMBDA_GB_SECONDS, 2.5)]
    world.platform.used = used
    world.do(Step.UPLOAD)
    costs = list(world.ledger.costs_of_interview(INTERVIEW))
    assert aws_of(costs, Step.UPLOAD) == {"lambda-gb-seconds": 2.5}


def test_what_completing_it_used_is_among_it(world: World, monkeypatch: Any) -> None:
    complete = world.runs.complete_step

    def completing(*arguments: Any) -> Any:
        world.platform.used = [world.platform.use(AwsUnit.DYNAMODB_WRITES, 6)]
        return complete(*arguments)

    monkeypatch.setattr(world.runs, "complete_step", completing)
    world.do(Step.UPLOAD)
    assert aws_of(list(world.ledger.costs_of_interview(INTERVIEW)), Step.UPLOAD) == {"dynamodb-write-units": 6}


def test_an_execution_s_transitions_and_calls_are_around_the_steps(finished: World) -> None:
    found = aws_of(record(ended(finished)), None)
    assert found == {"step-functions-transitions": 20, "lambda-requests": 10}


def test_told_twice_it_is_counted_once(finished: World) -> None:
    first = record(ended(finished))
    assert record(finished) == first


def test_a_run_that_never_started_has_none(finished: World) -> None:
    run = finished.run()
    finished.memory.runs[run.key] = run.model_copy(update={"execution_arn": None})
    assert aws_of(record(finished), None) == {}
