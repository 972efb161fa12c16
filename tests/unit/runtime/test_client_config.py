"""Where clients ask for buckets, in every region and on a laptop."""

from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from shared.runtime.client_config import client_config


def s3(region: str, endpoint: str | None = None) -> Any:
    return boto3.client("s3", region_name=region, endpoint_url=endpoint, config=client_config("s3"))


@pytest.mark.parametrize("region", ["eu-central-1", "eu-south-2"])
def test_what_is_signed_goes_to_the_region_s_own_address(region: str) -> None:
    """The global address redirects a young bucket's uploads, which a browser cannot follow, or refuses them."""
    client = s3(region)
    form = client.generate_presigned_post("parley-media", "k")
    read = client.generate_presigned_url("get_object", Params={"Bucket": "parley-media", "Key": "k"})
    assert {urlsplit(url).hostname for url in (form["url"], read)} == {f"parley-media.s3.{region}.amazonaws.com"}
    assert form["fields"]["x-amz-algorithm"] == "AWS4-HMAC-SHA256"


def test_on_a_laptop_the_bucket_is_in_the_path() -> None:
    form = s3("us-east-1", "http://127.0.0.1:4566").generate_presigned_post("parley-media", "k")
    assert form["url"] == "http://127.0.0.1:4566/parley-media"


@pytest.mark.parametrize(
    ("attempts", "retries"), [(None, {"mode": "standard"}), (2, {"mode": "standard", "total_max_attempts": 2})]
)
def test_how_often_others_ask(attempts: int | None, retries: dict[str, Any]) -> None:
    config = client_config("transcribe", attempts=attempts, read_timeout=10)
    assert (config.connect_timeout, config.read_timeout, config.retries) == (5, 10, retries)
