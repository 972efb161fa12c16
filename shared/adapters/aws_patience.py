"""What a service of AWS says when it asks for patience, in our words."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from shared.domain.errors import StorageThrottled


@contextmanager
def patience(asked: str, throttles: Collection[str]) -> Iterator[None]:
    """Turns throttling and lost connections into StorageThrottled; other errors keep their names.

    `asked`: the service, as the message names it. `throttles`: its codes that mean patience.
    """
    from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's own

    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in throttles:
            raise
        raise StorageThrottled(f"{asked} answered {code}") from None
    except (HTTPClientError, ConnectionError) as error:
        raise StorageThrottled(f"{asked} could not be reached: {type(error).__name__}") from None
