"""Messages into an SQS queue."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.adapters.aws_errors import for_later
from shared.domain.errors import StorageThrottled

TOGETHER: Final = 10  # messages of one request


def send_together(client: Any, url: str, messages: Sequence[Mapping[str, Any]], *, together: int = TOGETHER) -> None:
    """Puts the messages into the queue, as many in a request. Raises StorageThrottled when one is not in it."""
    for start in range(0, len(messages), together):
        entries = [{"Id": str(number), **one} for number, one in enumerate(messages[start : start + together])]
        with for_later("the queue"):
            failed = client.send_message_batch(QueueUrl=url, Entries=entries).get("Failed")
        if failed:
            raise StorageThrottled(f"the queue answered {failed[0]['Code']}")


def send_one(client: Any, url: str, **message: Any) -> None:
    """Puts one message into the queue. Raises StorageThrottled when it is not in it."""
    with for_later("the queue"):
        client.send_message(QueueUrl=url, **message)
