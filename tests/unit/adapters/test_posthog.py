"""PostHog's client class is exchanged: nothing is sent."""

import logging
from typing import Any

import posthog
import pytest

from shared.adapters.posthog_analytics import TIMEOUT_SECONDS, NoAnalytics, PostHogAnalytics


class Client:
    """Stands for `Posthog`, whose `capture` answers an event's id, or None when the event was not handed over."""

    made: list[tuple[str, dict[str, Any]]]

    def __init__(self, key: str, **options: Any) -> None:
        self.key, self.options = key, options
        self.answer: str | Exception | None = "0190-uuid"
        self.captured: list[tuple[str, dict[str, Any]]] = []

    def capture(self, event: str, **arguments: Any) -> str | None:
        self.captured.append((event, arguments))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    made = Client("")

    def make(key: str, **options: Any) -> Client:
        made.key, made.options = key, options
        return made

    monkeypatch.setattr(posthog, "Posthog", make)
    return made


@pytest.fixture
def analytics(client: Client) -> PostHogAnalytics:
    return PostHogAnalytics("phc_key", "https://eu.i.posthog.com")


def test_sends_at_once_and_not_for_long(analytics: PostHogAnalytics, client: Client) -> None:
    assert client.key == "phc_key"
    assert client.options["host"] == "https://eu.i.posthog.com"
    assert (client.options["sync_mode"], client.options["timeout"]) == (True, TIMEOUT_SECONDS)
    assert client.options["disable_geoip"]


def test_hands_an_event_over(analytics: PostHogAnalytics, client: Client) -> None:
    assert analytics.capture("interview.completed", {"run": 1})
    [(event, arguments)] = client.captured
    assert event == "interview.completed"
    assert (arguments["distinct_id"], arguments["properties"]) == ("parley", {"run": 1})


def test_never_fails(analytics: PostHogAnalytics, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.answer = ConnectionError("canary-4711")
    with caplog.at_level(logging.WARNING):
        assert analytics.capture("interview.completed", {"run": 1}) is False
    assert "not sent" in caplog.text
    assert "canary-4711" not in caplog.text


def test_an_event_that_the_library_dropped_is_not_handed_over(analytics: PostHogAnalytics, client: Client) -> None:
    client.answer = None
    assert analytics.capture("interview.completed", {"run": 1}) is False


@pytest.mark.parametrize("option", ["host", "sync_mode", "timeout", "disable_geoip"])
def test_the_real_client_knows_the_options(option: str) -> None:
    import inspect

    assert option in inspect.signature(posthog.Posthog.__init__).parameters


def test_none_configured() -> None:
    assert NoAnalytics().capture("interview.completed", {}) is False
