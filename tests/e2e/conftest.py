"""One deployed app for all e2e tests, with IAM enforced: every function works with its own role."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import deploy, emulator
from tests.e2e.deployed import Deployed, Receiver

ROOT = Path(__file__).parents[2]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The webhooks come first and the one that is sent again a minute later near the end: others fill the minute.

    The judge of the API leaves many webhooks behind that nobody answers: it comes when nothing else waits.
    """
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    if item.path.name == "test_description.py":
        return 3
    if item.path.name != "test_webhooks.py":
        return 1
    return 2 if "asked_again" in item.name else 0


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("e2e")
    try:
        running = emulator.start(folder, auth=True, wait_scale=0.1)
        deploy.ensure_deployed(running, ROOT)
        yield Deployed(running.endpoint_url, deploy.outputs(folder), folder)
    finally:
        emulator.stop(folder)


@pytest.fixture(scope="session")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    file = tmp_path_factory.mktemp("receiver") / "heard.jsonl"
    command = [sys.executable, "-m", "tests.receivers", str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield Receiver(process.stdout.readline().strip(), file)
        finally:
            process.terminate()
