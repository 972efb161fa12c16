"""What a service of AWS says when it refuses or cannot be reached, in our words."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from shared.domain.errors import StorageThrottled, TransientError


@contextmanager
def for_later(
    service: str, codes: Collection[str] | None = None, error: type[TransientError] = StorageThrottled
) -> Iterator[None]:
    """Turns a service's pleas for patience and lost connections into `error`; other errors keep their names.

    `service`: as the message names it. `codes`: what of its answers means patience; None for all of them.
    """
    from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's own

    try:
        yield
    except ClientError as refused:
        code = refused.response["Error"]["Code"]
        if codes is not None and code not in codes:
            raise
        raise error(f"{service} answered {code}") from None
    except (HTTPClientError, ConnectionError) as lost:
        raise error(f"{service} could not be reached: {type(lost).__name__}") from None
