"""What S3 says when it asks for patience or cannot be reached, in our words."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.adapters.aws_errors import for_later
from shared.domain.errors import StorageThrottled

THROTTLES = {"SlowDown", "503", "500", "InternalError", "RequestTimeout", "ServiceUnavailable", "ThrottlingException"}


@contextmanager
def bucket_for_later() -> Iterator[None]:
    """Turns throttling and lost connections into StorageThrottled; other errors keep their names."""
    from boto3.exceptions import Boto3Error

    try:
        with for_later("the bucket", THROTTLES):
            yield
    except Boto3Error as error:
        raise StorageThrottled(f"the bucket could not be reached: {type(error).__name__}") from None
