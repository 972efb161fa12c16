"""Tells tasks that wait for a token, through Step Functions."""

import json
from contextlib import suppress
from typing import Any

from shared.adapters.aws_errors import for_later
from shared.domain.errors import WorkflowUnavailable


class StepFunctionsTokens:
    """Implements `TaskTokens`."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def succeed(self, token: str) -> None:
        self._tell("send_task_success", taskToken=token, output="{}")

    def fail(self, token: str, error: str, message: str) -> None:
        cause = json.dumps({"errorType": error, "errorMessage": message})
        self._tell("send_task_failure", taskToken=token, error=error, cause=cause)

    def beat(self, token: str) -> None:
        self._tell("send_task_heartbeat", taskToken=token)

    def _tell(self, operation: str, **request: str) -> None:
        refusals = self._client.exceptions
        waits_no_more = (refusals.TaskTimedOut, refusals.TaskDoesNotExist, refusals.InvalidToken)
        with for_later("Step Functions", error=WorkflowUnavailable), suppress(*waits_no_more):
            getattr(self._client, operation)(**request)
