"""Messages into an SQS queue, and SQS's errors as ours."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from shared.domain.errors import StorageThrottled

TOGETHER: Final = 10  # messages of one request
DONE_ALREADY: Final = "ConflictException"  # a schedule of that name is there


def send_together(client: Any, url: str, messages: Sequence[Mapping[str, Any]], *, together: int = TOGETHER) -> None:
    """Puts the messages into the queue, as many in a request. Raises StorageThrottled when one is not in it."""
    for start in range(0, len(messages), together):
        entries = [{"Id": str(number), **one} for number, one in enumerate(messages[start : start + together])]
        failed = ask(client.send_message_batch, QueueUrl=url, Entries=entries).get("Failed")
        if failed:
            raise StorageThrottled(f"the queue answered {failed[0]['Code']}")


def ask(operation: Callable[..., Any], **request: Any) -> Any:
    """What the queue or the scheduler answers. Raises StorageThrottled when it refuses, or cannot be reached."""
    from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's own

    try:
        return operation(**request)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == DONE_ALREADY:
            return {}
        raise StorageThrottled(f"the queue or the scheduler answered {code}") from None
    except (HTTPClientError, ConnectionError) as error:
        raise StorageThrottled(f"the queue could not be reached: {type(error).__name__}") from None
