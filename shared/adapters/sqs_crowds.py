"""Events that wait because their tenant has many at once, in SQS. They are ids and times, nothing that was said."""

from collections.abc import Sequence
from typing import Any, Final

from shared.adapters.sqs_messages import send_together
from shared.domain.webhooks.crowd import Crowd

TOGETHER: Final = 4  # crowds of one request: SQS takes at most 256 KiB


class SqsCrowds:
    """Implements `CrowdQueue`. A tenant is a message group: SQS keeps its messages from delaying the others'."""

    def __init__(self, client: Any, url: str) -> None:
        self._client, self._url = client, url

    def put(self, crowds: Sequence[Crowd]) -> None:
        messages = [
            {
                "MessageBody": one.model_dump_json(by_alias=True, exclude_none=True),
                "MessageGroupId": one.organisation_id,
            }
            for one in crowds
        ]
        send_together(self._client, self._url, messages, together=TOGETHER)
