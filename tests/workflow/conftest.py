"""One local AWS and one machine for all workflow tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from local import emulator
from tests.workflow.machine import ASL, Machine, deploy

RETRY_SCALE = 0.01  # the waits between retries are shortened, not the number of them


def client(service: str, endpoint_url: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("workflow")
    running = emulator.start(folder / "aws", persist=False, wait_scale=RETRY_SCALE)
    try:
        yield deploy(
            client("lambda", running.endpoint_url),
            client("stepfunctions", running.endpoint_url),
            running.endpoint_url,
            folder / "scripts",
        )
    finally:
        emulator.stop(folder / "aws")


@pytest.fixture(scope="session")
def definition() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(ASL).read_text())
    return loaded
