"""The queue that calls the worker which erases. Its messages hold ids only."""

import json
from typing import Any

from shared.domain.errors import StorageThrottled
from shared.domain.interview import InterviewKey


class SqsErasures:
    """Implements `ErasureQueue`."""

    def __init__(self, client: Any, url: str) -> None:
        self._client, self._url = client, url

    def put(self, key: InterviewKey) -> None:
        from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's own

        try:
            self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps(key.model_dump(by_alias=True)))
        except ClientError as error:
            raise StorageThrottled(f"the queue answered {error.response['Error']['Code']}") from None
        except (HTTPClientError, ConnectionError) as error:
            raise StorageThrottled(f"the queue could not be reached: {type(error).__name__}") from None
