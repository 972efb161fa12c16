"""What a process must know to talk to the local AWS, and must not know so that it cannot talk to the real one."""

import os
from typing import Any, Final

HOST: Final = "127.0.0.1"
REGION: Final = "us-east-1"
ACCOUNT: Final = "000000000000"
CREDENTIALS: Final = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
_LEFT_OUT: Final = ("AWS_", "MINISTACK_", "PYTHON")


def local_environment(endpoint_url: str) -> dict[str, str]:
    """The caller's environment, with the settings of the local AWS at `endpoint_url` in place of any AWS settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
    return inherited | {
        **CREDENTIALS,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": _unproxied(inherited),
        "no_proxy": _unproxied(inherited),
    }


def local_client(service: str, endpoint_url: str) -> Any:
    """A client of the local AWS at `endpoint_url`, whatever the environment says of profiles, keys and proxies."""
    import boto3
    from botocore.config import Config
    from botocore.session import Session

    core = Session(session_vars={"profile": (None, None, None, None), "config_file": (None, None, os.devnull, None)})
    return boto3.session.Session(botocore_session=core).client(
        service,
        endpoint_url=endpoint_url,
        region_name=REGION,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        config=Config(proxies={}),
    )


def _unproxied(environment: dict[str, str]) -> str:
    named = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    return ",".join(filter(None, [named, HOST, "localhost"]))
