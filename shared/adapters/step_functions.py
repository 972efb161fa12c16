"""The state machine, through Step Functions."""

import json
from collections.abc import Sequence
from typing import Any

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
        from botocore.exceptions import ClientError

        try:
            answer = self._client.start_execution(
                stateMachineArn=self._arn,
                name=run.execution_name,
                input=json.dumps(run.model_dump(by_alias=True)),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionAlreadyExists":
                return self._execution_arn(run)
            raise WorkflowUnavailable(f"Step Functions answered {error.response['Error']['Code']}") from None
        return str(answer["executionArn"])

    def describe(self, run: RunKey, execution_arn: str | None) -> Execution | None:
        from botocore.exceptions import ClientError

        try:
            answer = self._client.describe_execution(executionArn=execution_arn or self._execution_arn(run))
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return None
            raise WorkflowUnavailable(f"Step Functions answered {error.response['Error']['Code']}") from None
        return Execution(arn=answer["executionArn"], status=STATUS[answer["status"]])

    def count_work(self, execution_arn: str) -> ExecutionWork:
        from botocore.exceptions import ClientError

        history = self._client.get_paginator("get_execution_history")
        pages = history.paginate(
            executionArn=execution_arn, includeExecutionData=False, PaginationConfig={"PageSize": HISTORY_PAGE}
        )
        try:
            return _work_of([event for page in pages for event in page["events"]])
        except ClientError as error:
            raise WorkflowUnavailable(f"Step Functions answered {error.response['Error']['Code']}") from None

    def stop(self, run: RunKey, error: str) -> bool:
        from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's own

        try:
            self._client.stop_execution(executionArn=self._execution_arn(run), error=error)
        except ClientError as refused:
            execution = self.describe(run, None)
            if execution and not execution.status.has_ended:
                raise WorkflowUnavailable(f"Step Functions answered {refused.response['Error']['Code']}") from None
            return execution is not None  # it ended by itself just before
        except (HTTPClientError, ConnectionError) as lost:
            raise WorkflowUnavailable(f"Step Functions could not be reached: {type(lost).__name__}") from None
        return True

    def redrive(self, execution_arn: str) -> None:
        from botocore.exceptions import ClientError

        try:
            self._client.redrive_execution(executionArn=execution_arn)
        except ClientError as error:
            said = error.response["Error"]
            raise RedriveRefused(f"{said['Code']}: {said.get('Message', '')[:200]}. {LIMITS}") from None

    def _execution_arn(self, run: RunKey) -> str:
        """An alias's executions are listed under its machine: the machine's name, without the alias behind it."""
        prefix, _, machine = self._arn.partition(":stateMachine:")
        return f"{prefix}:execution:{machine.partition(':')[0]}:{run.execution_name}"


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
