"""For every suite: no network, no real AWS account, a fixed clock, reproducible randomness."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.fakes import SettableClock

LOOPBACK = ["127.0.0.1", "localhost"]
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "POWERTOOLS_SERVICE_NAME": "parley",
    "POWERTOOLS_METRICS_NAMESPACE": "Parley/test",
    "POWERTOOLS_TRACE_DISABLED": "true",
}

settings.register_profile("parley", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("parley")


def pytest_configure(config: pytest.Config) -> None:
    """Whatever account the caller's shell names, no test can mean it."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(ENVIRONMENT)
    # Who ends the suite from outside ends what it started, too: fixtures are torn down as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `emulator` or `loopback` may reach the loopback interface; the others open no socket at all."""
    for item in items:
        if item.get_closest_marker("emulator") or item.get_closest_marker("loopback"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
        else:
            item.add_marker(pytest.mark.disable_socket)


@pytest.fixture
def clock() -> SettableClock:
    """The clock of the fakes: it stands still until a test moves it."""
    return SettableClock()


@pytest.fixture(scope="session")
def emulator_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a local AWS that lives as long as the session. For tests marked `emulator` only."""
    from local import emulator

    folder = tmp_path_factory.mktemp("emulator")
    try:
        yield emulator.start(folder, persist=False).endpoint_url
    finally:
        emulator.stop(folder)
