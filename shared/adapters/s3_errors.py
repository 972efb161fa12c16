"""What S3 says when it asks for patience, in our words."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.domain.errors import StorageThrottled

THROTTLES = {"SlowDown", "503", "500", "InternalError", "RequestTimeout", "ServiceUnavailable", "ThrottlingException"}


@contextmanager
def patience() -> Iterator[None]:
    """Turns throttling and lost connections into StorageThrottled; other errors keep their names."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's own

    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in THROTTLES:
            raise
        raise StorageThrottled(f"the bucket answered {error.response['Error']['Code']}") from None
    except (HTTPClientError, ConnectionError, Boto3Error) as error:
        raise StorageThrottled(f"the bucket could not be reached: {type(error).__name__}") from None
