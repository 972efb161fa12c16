"""The state machine, through Step Functions."""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any

from shared.adapters.aws_errors import for_later
from shared.domain.errors import RedriveRefused, WorkflowUnavailable
from shared.domain.interview_key import RunKey
from shared.domain.run_status import RunStatus
from shared.ports import Execution, ExecutionWork

STATUS = {
    "RUNNING": RunStatus.RUNNING,
    "PENDING_REDRIVE": RunStatus.RUNNING,
    "SUCCEEDED": RunStatus.SUCCEEDED,
    "FAILED": RunStatus.FAILED,
    "TIMED_OUT": RunStatus.TIMED_OUT,
    "ABORTED": RunStatus.STOPPED,
}
HISTORY_PAGE = 1000
LIMITS = (
    "AWS redrives Standard executions only, from the failed state, with the same input and definition, within 14 days; "
    "it cannot choose a step, take instructions, or redrive what succeeded"
)


class StepFunctionsWorkflow:
    """Implements `Workflow`. `arn` is what to start: the alias on AWS, the state machine itself locally."""

    def __init__(self, client: Any, arn: str) -> None:
        self._client, self._arn = client, arn

    def start(self, run: RunKey) -> str:
        request = json.dumps(run.model_dump(by_alias=True))
        with _unavailable(), suppress(self._client.exceptions.ExecutionAlreadyExists):
            answer = self._client.start_execution(stateMachineArn=self._arn, name=run.execution_name, input=request)
            return str(answer["executionArn"])
        return self._execution_arn(run)  # its name is taken: by itself

    def describe(self, run: RunKey, execution_arn: str | None) -> Execution | None:
        with _unavailable(), suppress(self._client.exceptions.ExecutionDoesNotExist):
            answer = self._client.describe_execution(executionArn=execution_arn or self._execution_arn(run))
            return Execution(arn=answer["executionArn"], status=STATUS[answer["status"]])
        return None

    def count_work(self, execution_arn: str) -> ExecutionWork:
        history = self._client.get_paginator("get_execution_history")
        pages = history.paginate(
            executionArn=execution_arn, includeExecutionData=False, PaginationConfig={"PageSize": HISTORY_PAGE}
        )
        with _unavailable():
            return _work_of([event for page in pages for event in page["events"]])

    def stop(self, run: RunKey, error: str) -> bool:
        from botocore.exceptions import ClientError

        with _unavailable():
            try:
                self._client.stop_execution(executionArn=self._execution_arn(run), error=error)
            except ClientError:
                execution = self.describe(run, None)
                if execution and not execution.status.has_ended:
                    raise
                return execution is not None  # it ended by itself just before
        return True

    def redrive(self, execution_arn: str) -> None:
        from botocore.exceptions import ClientError

        with _unavailable():
            try:
                self._client.redrive_execution(executionArn=execution_arn)
            except ClientError as error:
                said = error.response["Error"]
                raise RedriveRefused(f"{said['Code']}: {said.get('Message', '')[:200]}. {LIMITS}") from None

    def _execution_arn(self, run: RunKey) -> str:
        """An alias's executions are listed under its machine: the machine's name, without the alias behind it."""
        prefix, _, machine = self._arn.partition(":stateMachine:")
        return f"{prefix}:execution:{machine.partition(':')[0]}:{run.execution_name}"


def _unavailable() -> AbstractContextManager[None]:
    return for_later("Step Functions", error=WorkflowUnavailable)


def _work_of(events: Sequence[dict[str, Any]]) -> ExecutionWork:
    """Every state that was entered is a transition, and so is every try of a task after its first."""
    kinds = [event["type"] for event in events]
    if "ExecutionRedriven" in kinds:
        last = len(kinds) - 1 - kinds[::-1].index("ExecutionRedriven")
        events, kinds = events[last:], kinds[last:]
    entered = sum(kind.endswith("StateEntered") for kind in kinds)
    retries = max(0, kinds.count("TaskScheduled") - kinds.count("TaskStateEntered"))
    scheduled = [event.get("taskScheduledEventDetails", {}) for event in events if event["type"] == "TaskScheduled"]
    calls = sum(task.get("resourceType") == "lambda" for task in scheduled)
    return ExecutionWork(transitions=entered + retries, function_calls=calls)
