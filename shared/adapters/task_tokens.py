"""Tells tasks that wait for a token, through Step Functions."""

import json
from typing import Any

from shared.domain.errors import WorkflowUnavailable

WAITS_NO_MORE = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}


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
        from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's own

        try:
            getattr(self._client, operation)(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] not in WAITS_NO_MORE:
                raise WorkflowUnavailable(f"Step Functions answered {error.response['Error']['Code']}") from None
        except (HTTPClientError, ConnectionError) as error:
            raise WorkflowUnavailable(f"Step Functions could not be reached: {type(error).__name__}") from None
