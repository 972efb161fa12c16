"""What comes from outside a run: executions that were stopped, and what the machine knows of a failure."""

import json

import pytest

from shared.domain.errors import EngineFailed
from shared.domain.interview_status import InterviewStatus
from shared.domain.run_status import RunStatus, StepStatus
from shared.domain.steps import Step
from shared.usecases.record_failure import describe_failure, record_failure
from shared.usecases.settle_run import settle_run, settle_runs
from tests import fakes
from tests.builders import INTERVIEW, at, run_key
from tests.unit.usecases.test_endings import events, fail
from tests.unit.world import World


class TestSettle:
    @pytest.mark.parametrize(
        ("execution", "status"),
        [
            (RunStatus.STOPPED, RunStatus.STOPPED),
            (RunStatus.TIMED_OUT, RunStatus.TIMED_OUT),
            (RunStatus.FAILED, RunStatus.FAILED),
            (RunStatus.SUCCEEDED, RunStatus.FAILED),
        ],
    )
    def test_a_run_that_ended_from_outside(self, world: World, execution: RunStatus, status: RunStatus) -> None:
        world.workflow.end(run_key(), execution)
        assert settle_run(run_key(), ports=world.starting)
        assert (world.run().status, world.interview().status) == (status, InterviewStatus.FAILED)
        assert world.interview().reason == f"{status}: the run ended from outside"
        assert events(world) == [("interview.failed", "evt_int_1-r1-0-interview_failed")]

    def test_what_failed_before_is_the_reason(self, world: World) -> None:
        fail(world)
        world.workflow.end(run_key(), RunStatus.STOPPED)
        settle_run(run_key(), ports=world.starting)
        assert world.interview().reason == "EngineFailed: the cause"

    def test_a_run_that_is_under_way_is_left_alone(self, world: World) -> None:
        assert not settle_run(run_key(), ports=world.starting)
        assert world.run().status is RunStatus.RUNNING

    def test_a_run_that_ended_by_itself_is_left_alone(self, finished: World) -> None:
        finished.workflow.end(run_key(), RunStatus.SUCCEEDED)
        assert not settle_run(run_key(), ports=finished.starting)
        assert finished.run().status is RunStatus.SUCCEEDED

    def test_a_run_that_ended_long_ago_is_not_started_again(self, finished: World) -> None:
        finished.workflow = fakes.MemoryWorkflow()  # Step Functions forgets executions after 90 days
        del finished.starting
        finished.clock.advance(days=91)
        assert not settle_run(run_key(), ports=finished.starting)
        assert finished.workflow.asked == []

    def test_twice_is_once(self, world: World) -> None:
        world.workflow.end(run_key(), RunStatus.STOPPED)
        assert [settle_run(run_key(), ports=world.starting) for _ in range(2)] == [True, False]
        assert len(events(world)) == 1

    @pytest.mark.parametrize(("seconds", "started"), [(60, 0), (61, 1)])
    def test_a_run_that_never_started_is_started_after_a_minute(self, seconds: float, started: int) -> None:
        world = never_started()
        world.clock.advance(seconds=seconds)
        assert not settle_run(run_key(), ports=world.starting)
        assert len(world.workflow.started) == started
        assert (world.run().execution_arn is not None) == bool(started)

    def test_every_active_run_is_settled(self, world: World) -> None:
        other = INTERVIEW.model_copy(update={"organisation_id": "other", "interview_id": "int_2"})
        world.schedule(other)
        world.receive(key=other)
        world.workflow.end(run_key(), RunStatus.STOPPED)
        world.workflow.end(run_key(1, other), RunStatus.TIMED_OUT)
        assert settle_runs(ports=world.starting) == 2
        assert settle_runs(ports=world.starting) == 0
        assert world.interview(other).status is InterviewStatus.FAILED

    def test_a_run_whose_interview_was_erased(self, world: World) -> None:
        assert not settle_run(run_key(7), ports=world.starting)


def never_started() -> World:
    """A run that holds its slots; who let it go died before it could start it."""
    world = World()
    world.schedule()
    with pytest.MonkeyPatch.context() as dying:
        dying.setattr(world.workflow, "start", _died)
        with pytest.raises(ConnectionError):
            world.receive()
    return world


def _died(_: object) -> str:
    raise ConnectionError("the process died")


class TestRecordFailure:
    def test_is_on_the_step_and_on_the_run(self, world: World) -> None:
        world.do(Step.UPLOAD)
        world.analyst.errors = [EngineFailed("HTTP 500")]
        with pytest.raises(EngineFailed):
            world.do(Step.EVIDENCE)
        cause = json.dumps({"errorMessage": "HTTP 500 (it is tried again)", "errorType": "EngineFailed"})
        record_failure(run_key(), Step.EVIDENCE, "EngineFailed", cause, runs=world.runs, clock=world.clock)
        _, record = world.runs.list_steps(run_key())
        assert record.status is StepStatus.FAILED
        assert record.failure == world.run().failures[0]
        assert record.failure
        failure = record.failure
        assert (failure.message, failure.remedy, failure.at) == ("HTTP 500", "it is tried again", at(0))
        assert record.engine_calls == 1

    @pytest.mark.parametrize(
        ("error", "cause", "message"),
        [
            ("EngineFailed", '{"errorMessage": "HTTP 500"}', "HTTP 500"),
            ("EngineFailed", "plain text", "plain text"),
            ("EngineFailed", "", ""),
            ("EngineFailed", "[1]", "[1]"),
            ("EngineFailed", '{"other": 1}', '{"other": 1}'),
            ("EngineFailed", '{"errorMessage": "' + "x" * 900 + '"}', "x" * 500),
            (
                "Runtime.ExitError",
                '{"errorMessage": "said"}',
                "the function ended without an answer (Runtime.ExitError)",
            ),
            ("ValueError", "said", "the function ended without an answer (ValueError)"),
            ("States.Timeout", "", "the function ended without an answer (States.Timeout)"),
            ("ClassVar", "said", "the function ended without an answer (ClassVar)"),
        ],
    )
    def test_what_is_written(self, clock: fakes.SettableClock, error: str, cause: str, message: str) -> None:
        described = describe_failure(Step.EVIDENCE, error, cause, clock)
        assert (described.error, described.message, described.step) == (error, message, Step.EVIDENCE)
        assert described.remedy

    def test_of_the_plan_itself(self, world: World) -> None:
        record_failure(run_key(), None, "UnknownRun", "gone", runs=world.runs, clock=world.clock)
        assert [found.step for found in world.run().failures] == [None]
