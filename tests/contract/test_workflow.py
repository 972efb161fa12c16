"""What every Workflow does; and Step Functions' own answers, stubbed where no local AWS gives them."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from shared.adapters.step_functions import StepFunctionsWorkflow
from shared.domain.errors import RedriveRefused, WorkflowUnavailable
from shared.domain.run_status import RunStatus
from shared.ports import ExecutionWork, Workflow
from tests.builders import run_key
from tests.fakes import MemoryWorkflow
from tests.fakes.world import EPOCH

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:parley"
EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:parley:int_1-r1"


class TestWorkflow:
    def test_a_started_run_is_running(self, workflow: Workflow) -> None:
        arn = workflow.start(run_key())
        for known in (arn, None):
            execution = workflow.describe(run_key(), known)
            assert execution
            assert (execution.arn, execution.status) == (arn, RunStatus.RUNNING)

    def test_a_second_start_is_the_same_execution(self, workflow: Workflow) -> None:
        assert workflow.start(run_key()) == workflow.start(run_key())

    def test_another_run_is_another_execution(self, workflow: Workflow) -> None:
        assert workflow.start(run_key(1)) != workflow.start(run_key(2))
        assert workflow.describe(run_key(3), None) is None

    def test_what_never_started_is_nowhere(self, workflow: Workflow) -> None:
        assert workflow.describe(run_key(), None) is None

    def test_what_is_stopped_runs_no_more(self, workflow: Workflow) -> None:
        workflow.start(run_key())
        assert workflow.stop(run_key(), "InterviewErased")
        execution = workflow.describe(run_key(), None)
        assert execution
        assert execution.status is RunStatus.STOPPED
        assert workflow.stop(run_key(), "InterviewErased")  # a repeat does no harm

    def test_what_never_started_is_not_stopped(self, workflow: Workflow) -> None:
        assert not workflow.stop(run_key(), "InterviewErased")


class TestMemory:
    """Redrives on the fake: neither moto nor the local AWS knows them; Step Functions' own are stubbed below."""

    def test_refuses_what_is_unknown(self) -> None:
        with pytest.raises(RedriveRefused):
            MemoryWorkflow().redrive("arn:of:nothing")

    @pytest.mark.parametrize("status", [RunStatus.FAILED, RunStatus.STOPPED, RunStatus.TIMED_OUT])
    def test_redrives_what_did_not_succeed(self, status: RunStatus) -> None:
        workflow = MemoryWorkflow()
        arn = workflow.start(run_key())
        workflow.end(run_key(), status)
        workflow.redrive(arn)
        assert workflow.redriven == [arn]

    @pytest.mark.parametrize("status", [RunStatus.RUNNING, RunStatus.SUCCEEDED])
    def test_refuses_as_aws_does(self, status: RunStatus) -> None:
        workflow = MemoryWorkflow()
        arn = workflow.start(run_key())
        workflow.end(run_key(), status)
        with pytest.raises(RedriveRefused):
            workflow.redrive(arn)


@pytest.fixture
def stubbed() -> Iterator[tuple[StepFunctionsWorkflow, Stubber]]:
    client = boto3.client("stepfunctions")
    with Stubber(client) as stubber:
        yield StepFunctionsWorkflow(client, MACHINE), stubber
        stubber.assert_no_pending_responses()


Stubbed = tuple[StepFunctionsWorkflow, Stubber]
STARTED = {"executionArn": EXECUTION, "startDate": EPOCH}


class TestStepFunctions:
    def test_starts_under_the_name_of_the_run(self, stubbed: Stubbed) -> None:
        workflow, stubber = stubbed
        asked: dict[str, Any] = {
            "stateMachineArn": MACHINE,
            "name": "int_1-r1",
            "input": json.dumps({"organisationId": "acme", "interviewId": "int_1", "run": 1}),
        }
        stubber.add_response("start_execution", STARTED, asked)
        assert workflow.start(run_key()) == EXECUTION

    def test_an_execution_that_exists_is_the_answer(self, stubbed: Stubbed) -> None:
        workflow, stubber = stubbed
        stubber.add_client_error("start_execution", "ExecutionAlreadyExists")
        assert workflow.start(run_key()) == EXECUTION

    def test_the_executions_of_an_alias_are_its_machine_s(self, stubbed: Stubbed) -> None:
        _, stubber = stubbed
        workflow = StepFunctionsWorkflow(stubber.client, f"{MACHINE}:live")
        stubber.add_client_error("start_execution", "ExecutionAlreadyExists")
        assert workflow.start(run_key()) == EXECUTION
        stubber.add_response("describe_execution", _described("RUNNING"), {"executionArn": EXECUTION})
        assert workflow.describe(run_key(), None)

    @pytest.mark.parametrize("code", ["StateMachineDoesNotExist", "ThrottlingException", "ServiceUnavailable"])
    def test_other_refusals_are_for_later(self, stubbed: Stubbed, code: str) -> None:
        workflow, stubber = stubbed
        stubber.add_client_error("start_execution", code, "the name of nobody")
        with pytest.raises(WorkflowUnavailable, match=code) as refused:
            workflow.start(run_key())
        assert "nobody" not in str(refused.value)

    @pytest.mark.parametrize(
        ("aws", "ours"),
        [
            ("RUNNING", RunStatus.RUNNING),
            ("PENDING_REDRIVE", RunStatus.RUNNING),
            ("SUCCEEDED", RunStatus.SUCCEEDED),
            ("FAILED", RunStatus.FAILED),
            ("TIMED_OUT", RunStatus.TIMED_OUT),
            ("ABORTED", RunStatus.STOPPED),
        ],
    )
    def test_every_status_has_one_of_ours(self, stubbed: Stubbed, aws: str, ours: RunStatus) -> None:
        workflow, stubber = stubbed
        stubber.add_response("describe_execution", _described(aws), {"executionArn": "arn:of:the:record"})
        execution = workflow.describe(run_key(), "arn:of:the:record")
        assert execution
        assert execution.status is ours

    def test_no_status_is_forgotten(self) -> None:
        shape = boto3.client("stepfunctions").meta.service_model.shape_for("ExecutionStatus")
        from shared.adapters.step_functions import STATUS

        assert set(STATUS) == set(shape.enum)

    def test_describing_may_fail(self, stubbed: Stubbed) -> None:
        workflow, stubber = stubbed
        stubber.add_client_error("describe_execution", "ThrottlingException")
        with pytest.raises(WorkflowUnavailable):
            workflow.describe(run_key(), None)

    @pytest.mark.parametrize(("status", "stands"), [("FAILED", True), ("SUCCEEDED", True), ("RUNNING", False)])
    def test_what_ended_by_itself_just_before_needs_no_stop(self, stubbed: Stubbed, status: str, stands: bool) -> None:
        workflow, stub = stubbed
        stub.add_client_error("stop_execution", "ValidationException")
        described = {"executionArn": EXECUTION, "stateMachineArn": MACHINE, "status": status, "startDate": EPOCH}
        stub.add_response("describe_execution", described)
        if stands:
            assert workflow.stop(run_key(), "InterviewErased")
        else:
            with pytest.raises(WorkflowUnavailable, match="ValidationException"):
                workflow.stop(run_key(), "InterviewErased")

    def test_redrives(self, stubbed: Stubbed) -> None:
        workflow, stubber = stubbed
        stubber.add_response("redrive_execution", {"redriveDate": EPOCH}, {"executionArn": EXECUTION})
        workflow.redrive(EXECUTION)

    @pytest.mark.parametrize("code", ["ExecutionNotRedrivable", "ExecutionDoesNotExist", "ExecutionLimitExceeded"])
    def test_a_refused_redrive_says_why(self, stubbed: Stubbed, code: str) -> None:
        workflow, stubber = stubbed
        stubber.add_client_error("redrive_execution", code, "it is older than 14 days")
        with pytest.raises(RedriveRefused, match=f"{code}: it is older than 14 days"):
            workflow.redrive(EXECUTION)


def _described(status: str) -> dict[str, Any]:
    return {"executionArn": EXECUTION, "stateMachineArn": MACHINE, "startDate": EPOCH, "status": status}


def state(*kinds: str) -> list[dict[str, Any]]:
    """Events of a history. A scheduled task calls a function."""
    task = {"resourceType": "lambda", "resource": "invoke"}
    return [
        {"timestamp": EPOCH, "id": number, "type": kind}
        | ({"taskScheduledEventDetails": task | {"region": "r", "parameters": "{}"}} if kind == "TaskScheduled" else {})
        for number, kind in enumerate(kinds, 1)
    ]


TASK = ("TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskStateExited")
TRIED_AGAIN = ("TaskStateEntered", "TaskScheduled", "TaskFailed", *TASK[1:])


class TestWorkOfAnExecution:
    @pytest.mark.parametrize(
        ("events", "transitions", "calls"),
        [
            (("ExecutionStarted", *TASK, "ChoiceStateEntered", "ExecutionSucceeded"), 2, 1),
            (("ExecutionStarted", *TRIED_AGAIN, "ExecutionSucceeded"), 2, 2),
            (("ExecutionStarted", *TASK, "ExecutionFailed", "ExecutionRedriven", *TASK, *TASK), 2, 2),
            (("ExecutionStarted", "ExecutionAborted"), 0, 0),
        ],
    )
    def test_is_counted_from_its_history(
        self, stubbed: Stubbed, events: tuple[str, ...], transitions: int, calls: int
    ) -> None:
        workflow, stubber = stubbed
        asked = {"executionArn": EXECUTION, "includeExecutionData": False, "maxResults": 1000}
        first, second = state(*events)[:3], state(*events)[3:]
        stubber.add_response("get_execution_history", {"events": first, "nextToken": "t"}, asked)
        stubber.add_response("get_execution_history", {"events": second}, asked | {"nextToken": "t"})
        assert workflow.count_work(EXECUTION) == ExecutionWork(transitions=transitions, function_calls=calls)

    def test_of_an_execution_that_is_gone(self, stubbed: Stubbed) -> None:
        workflow, stubber = stubbed
        stubber.add_client_error("get_execution_history", "ExecutionDoesNotExist")
        with pytest.raises(WorkflowUnavailable):
            workflow.count_work(EXECUTION)
