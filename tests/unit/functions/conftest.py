"""Handlers over fakes: the composition root is there, its ports are in memory."""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.runtime.bootstrap import Root
from shared.runtime.outside import Wired
from shared.runtime.settings import Settings
from tests.unit import world as worlds
from tests.unit.logs import Log, captured
from tests.unit.world import World

VALUES = {
    "TABLE_NAME": "parley",
    "MEDIA_BUCKET": "media",
    "ARTIFACTS_BUCKET": "artifacts",
    "STATE_MACHINE_ARN": "arn:aws:states:us-east-1:000000000000:stateMachine:parley",
    "EVENT_BUS_NAME": "parley",
    "STATE_RETENTION_DAYS": "90",
    "AI_ENV": "embedded",
    "MODEL_CACHE": "/tmp/models",  # noqa: S108 - never opened
    "FAULTS_ENABLED": "false",
    "LANE_SLOTS": "500",
    "ORGANISATION_SLOTS": "500",
    "POSTHOG_KEY_PARAMETER": "/parley/posthog",
    "PROVIDER_SECRETS_PREFIX": "parley/local/providers",
    "OWN_SERVER": "",
    "ERASURE_QUEUE_URL": "http://127.0.0.1/erasures",
    "ERASURE_QUIET_SECONDS": "960",
}
PORTS = (
    "clock",
    "organisations",
    "api_keys",
    "quotas",
    "projects",
    "findings",
    "interviews",
    "runs",
    "results",
    "media",
    "artifacts",
    "workflow",
    "event_bus",
    "analytics",
    "faults",
    "engines",
    "ledger",
    "platform",
    "admission",
    "ears",
    "waiting",
    "tokens",
    "erasures",
)
Invoke = Callable[..., Any]


class Context:
    """What Lambda passes beside the event."""

    aws_request_id = "request-1"


@pytest.fixture
def world() -> World:
    """An interview whose first run has been started."""
    return worlds.ready()


@pytest.fixture
def log() -> Iterator[Log]:
    with captured() as log:
        yield log


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every variable of every function."""
    for name, value in VALUES.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def root(world: World) -> Root:
    """The composition root whose ports are in memory."""
    made = Root(lane_slots=500, organisation_slots=500)
    vars(made).update({name: getattr(world, name) for name in PORTS})
    return made


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, root: Root, log: Log, environment: None) -> Invoke:
    """Calls a function's handler with an event."""

    def call(function: str, event: Any) -> Any:
        module = importlib.import_module(f"functions.{function}.handler")
        monkeypatch.setattr(Wired, "of", classmethod(lambda *_: root))
        return module.handler(event, Context())

    return call


def contract(function: str) -> Any:
    """A function's contract module."""
    return importlib.import_module(f"functions.{function}.contract")


def settings_of(function: str) -> type[Settings]:
    """The settings that a function's contract declares."""
    kind = contract(function).Settings
    assert issubclass(kind, Settings)
    return kind  # type: ignore[no-any-return]
