"""One deployed app for all e2e tests, with IAM enforced: every function works with its own role."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local import deploy, emulator
from tests.e2e.deployed import Deployed

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("e2e")
    try:
        running = emulator.start(folder, auth=True, wait_scale=0.1)
        deploy.ensure_deployed(running, ROOT)
        yield Deployed(running.endpoint_url, deploy.outputs(folder), folder)
    finally:
        emulator.stop(folder)
