"""The queue that calls the worker which erases. Its messages hold ids only."""

import json
from typing import Any

from shared.adapters.sqs_messages import send_one
from shared.domain.interview_key import InterviewKey


class SqsErasures:
    """Implements `ErasureQueue`."""

    def __init__(self, client: Any, url: str) -> None:
        self._client, self._url = client, url

    def put(self, key: InterviewKey) -> None:
        send_one(self._client, self._url, MessageBody=json.dumps(key.model_dump(by_alias=True)))
