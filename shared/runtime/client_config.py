"""How clients of AWS's SDK ask: in functions and in the command line alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.config import Config


def client_config(service: str, *, attempts: int | None = None, **more: Any) -> Config:
    """A configuration with short connects, because a function's time is counted; `attempts` at most, else botocore's.

    For S3: SigV4, because the older signature's forms never expire; and addresses that name the region. botocore signs
    forms for the global address, which answers a young bucket's with a redirect and a newer region's with a refusal:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    """
    from botocore.config import Config

    bucket = {"signature_version": "s3v4", "s3": {"addressing_style": "virtual"}} if service == "s3" else {}
    retries: Any = {"mode": "standard"} | ({"total_max_attempts": attempts} if attempts else {})
    return Config(connect_timeout=5, retries=retries, **bucket, **more)
