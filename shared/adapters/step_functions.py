"""The state machine, through Step Functions."""

import json
from typing import Any

from shared.domain.errors import RedriveRefused, WorkflowUnavailable
from shared.domain.interview import RunKey
from shared.domain.run import RunStatus
from shared.ports import Execution

STATUS = {
    "RUNNING": RunStatus.RUNNING,
    "PENDING_REDRIVE": RunStatus.RUNNING,
    "SUCCEEDED": RunStatus.SUCCEEDED,
    "FAILED": RunStatus.FAILED,
    "TIMED_OUT": RunStatus.TIMED_OUT,
    "ABORTED": RunStatus.STOPPED,
}
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
