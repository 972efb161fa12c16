"""Whatever a vendor does, it ends in one named error of ours, in time, and without a word that was said or the key."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import perf_counter
from typing import Any

import pytest

from shared.domain.breaker import Fault, fault_of
from shared.domain.errors import (
    ContextTooLong,
    EngineFailed,
    EngineRefused,
    EngineThrottled,
    EngineTimeout,
    ParleyError,
)
from tests.vendors.conftest import Build
from tests.vendors.dialects import ANTHROPIC, KEY, OPENAI, Dialect
from tests.vendors.server import Reply, VendorServer

pytestmark = [pytest.mark.loopback, pytest.mark.parametrize("dialect", [OPENAI, ANTHROPIC], ids=lambda d: d.name)]
SAID = "what Ann said"


def fails(build: Build, dialect: Dialect, kind: type[ParleyError], **fields: Any) -> ParleyError:
    """The error of a call. It names provider and model, and holds neither the key nor what was said."""
    with pytest.raises(kind) as raised:
        dialect.ask(build(dialect, **fields))
    assert type(raised.value) is kind
    assert str(raised.value).startswith("vendor/model-1")
    assert KEY not in str(raised.value)
    assert SAID not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    return raised.value


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "invalid_request", EngineRefused),
        (401, "invalid_api_key", EngineRefused),
        (402, "billing", EngineRefused),
        (403, "permission_error", EngineRefused),
        (404, "model_not_found", EngineRefused),
        (422, "invalid", EngineRefused),
        (408, "timeout", EngineTimeout),
        (504, "timeout", EngineTimeout),
        (409, "conflict", EngineFailed),
        (500, "server_error", EngineFailed),
        (503, "unavailable", EngineFailed),
        (529, "overloaded_error", EngineFailed),
    ],
)
def test_a_status_is_a_named_error(
    server: VendorServer, build: Build, dialect: Dialect, *, status: int, code: str, kind: type[ParleyError]
) -> None:
    server.replies = [dialect.error(status, code, f"{SAID} {KEY}")]
    assert f"HTTP {status} {code}" in str(fails(build, dialect, kind))
    assert len(server.received) == 1, "repeats are for whoever calls the adapter"


@pytest.mark.parametrize(
    ("status", "text", "blamed"),
    [
        (400, "Output blocked by content filtering policy", False),
        (422, "Input should be a valid string", False),
        (400, "Your credit balance is too low", True),
        (401, "invalid x-api-key", True),
        (404, "no such model", True),
    ],
)
def test_what_is_about_one_request_does_not_count_against_the_provider(
    server: VendorServer, build: Build, dialect: Dialect, *, status: int, text: str, blamed: bool
) -> None:
    server.replies = [dialect.error(status, "invalid", text)]
    error = fails(build, dialect, EngineRefused)
    assert fault_of(error) is (Fault.REFUSED if blamed else None)


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_is_not_followed_with_the_key(
    server: VendorServer, build: Build, dialect: Dialect, status: int
) -> None:
    server.replies = [Reply(status=status, headers={"Location": server.url + "/elsewhere"})]
    fails(build, dialect, EngineRefused)
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (400, "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens"),
        (400, "prompt is too long: 213462 tokens > 200000 maximum"),
        (413, "Request too large for model `m` on tokens per minute (TPM): Limit 6000, Requested 7000"),
        (429, "Request too large for m on tokens per min (TPM): Limit 30000, Requested 40000"),
        (429, "Request too large for model `m` in organization `o` on tokens per minute (TPM): Limit 6000"),
        (500, "the request exceeds the available context size"),
    ],
)
def test_too_much_at_once_is_told_apart(
    server: VendorServer, build: Build, dialect: Dialect, status: int, text: str
) -> None:
    server.replies = [dialect.error(status, "invalid_request_error", text)]
    fails(build, dialect, ContextTooLong)


@pytest.mark.parametrize(
    "text",
    [
        "Too many tokens, please wait before trying again.",
        "Too many input tokens per minute. Please reduce the length of your prompts, or wait.",
        "Rate limit reached for model `m` on tokens per minute (TPM): Limit 6000, Used 5900, Requested 700",
        "This request would exceed your rate limit of 40,000 input tokens per minute",
    ],
)
def test_too_much_in_a_minute_is_waited_for_and_not_divided(
    server: VendorServer, build: Build, dialect: Dialect, text: str
) -> None:
    server.replies = [dialect.error(429, "rate_limit_error", text, {"Retry-After": "7"})]
    error = fails(build, dialect, EngineThrottled)
    assert isinstance(error, EngineThrottled)
    assert error.retry_after_seconds == 7.0


def test_no_money_is_refused_and_not_waited_for(server: VendorServer, build: Build, dialect: Dialect) -> None:
    server.replies = [dialect.error(429, "insufficient_quota", "You exceeded your current quota")]
    fails(build, dialect, EngineRefused)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": "0"}, 0.0),
        ({"retry-after-ms": "250", "Retry-After": "7"}, 0.25),
        ({"Retry-After": "600"}, 600.0),
        ({"Retry-After": "86400"}, 600.0),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)}, 0.0),
        ({"Retry-After": format_datetime(datetime(2100, 1, 1, tzinfo=UTC), usegmt=True)}, 600.0),
    ],
)
def test_patience_is_what_the_provider_asks_for(
    server: VendorServer, build: Build, dialect: Dialect, headers: dict[str, str], seconds: float | None
) -> None:
    server.replies = [dialect.error(429, "rate_limit_exceeded", "slow down", headers)]
    error = fails(build, dialect, EngineThrottled)
    assert isinstance(error, EngineThrottled)
    assert error.retry_after_seconds == seconds


def test_patience_until_a_date(server: VendorServer, build: Build, dialect: Dialect) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=90)
    headers = {"Retry-After": format_datetime(soon, usegmt=True)}
    server.replies = [dialect.error(429, "rate_limit_exceeded", headers=headers)]
    error = fails(build, dialect, EngineThrottled)
    assert isinstance(error, EngineThrottled)
    assert 60 < (error.retry_after_seconds or 0) <= 90


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"<html>Bad gateway</html>", b"[]", b"null", b'"text"', b"{}", b'{"choices": []}', b'{"content": 3}',
     b"\xff\xfe\x00", b'{"choices": [{"message": null}]}'],
)  # fmt: skip
def test_an_answer_that_is_none_of_the_protocol_is_a_failure(
    server: VendorServer, build: Build, dialect: Dialect, body: bytes
) -> None:
    server.replies = [Reply(body)]
    fails(build, dialect, EngineFailed)


def test_a_proxy_s_page_in_place_of_an_error(server: VendorServer, build: Build, dialect: Dialect) -> None:
    server.replies = [Reply(b"<html>502</html>", status=502, headers={"Content-Type": "text/html"})]
    fails(build, dialect, EngineFailed)


def test_a_compressed_answer_that_is_broken(server: VendorServer, build: Build, dialect: Dialect) -> None:
    server.replies = [Reply(b"not gzip at all", headers={"Content-Encoding": "gzip"})]
    fails(build, dialect, EngineFailed)


@pytest.mark.parametrize("status", [200, 500])
def test_a_line_that_is_cut_in_the_middle(server: VendorServer, build: Build, dialect: Dialect, status: int) -> None:
    server.replies = [Reply(dialect.said(SAID), status=status, sends=20)]
    fails(build, dialect, EngineFailed)


def test_nobody_listens(build: Build, dialect: Dialect) -> None:
    fails(build, dialect, EngineFailed, base_url="http://127.0.0.1:1")  # a port that nobody may open


@pytest.mark.parametrize("status", [200, 500])
def test_bytes_that_come_one_by_one_end_with_the_deadline(
    server: VendorServer, build: Build, dialect: Dialect, status: int
) -> None:
    server.replies = [Reply(b" " * 100_000, status=status, slowly=True)]
    began = perf_counter()
    fails(build, dialect, EngineTimeout, timeout_seconds=0.2)
    assert perf_counter() - began < 5


def test_headers_that_come_one_byte_at_a_time_end_with_the_deadline(
    server: VendorServer, build: Build, dialect: Dialect
) -> None:
    """Each byte is a read of its own, well within a read's timeout."""
    server.replies = [Reply(hesitates=True)]
    began = perf_counter()
    fails(build, dialect, EngineTimeout, timeout_seconds=0.2)
    assert perf_counter() - began < 5


def test_an_answer_that_does_not_come(server: VendorServer, build: Build, dialect: Dialect) -> None:
    def never(_: Any) -> Reply:
        server.ending.wait(10)
        return Reply()

    server.reply = never
    fails(build, dialect, EngineTimeout, timeout_seconds=0.2)


def test_a_call_takes_no_longer_than_the_function_lives(server: VendorServer, build: Build, dialect: Dialect) -> None:
    model = build(dialect, timeout_seconds=600.0, remaining=lambda: 65.0)
    assert model.seconds() == 60.0
    assert build(dialect, timeout_seconds=30.0).seconds() == 30.0


def test_no_call_is_begun_that_cannot_be_answered(server: VendorServer, build: Build, dialect: Dialect) -> None:
    fails(build, dialect, EngineTimeout, remaining=lambda: 6.9)
    assert server.received == []
    assert build(dialect, remaining=lambda: 7.0).seconds() == 2.0


@pytest.mark.parametrize("key", ["", "  \n", "sk-schlüssel", "sk-a\nb"])
def test_a_key_that_is_none_is_refused_before_anything_is_sent(
    server: VendorServer, build: Build, dialect: Dialect, key: str
) -> None:
    fails(build, dialect, EngineRefused, key=lambda: key)
    assert server.received == []


def test_a_key_is_read_anew_for_each_call(server: VendorServer, build: Build, dialect: Dialect) -> None:
    keys = ["first-key\n", "second-key"]
    server.replies = [Reply(dialect.said("a")), Reply(dialect.said("b"))]
    model = build(dialect, key=lambda: keys.pop(0))
    dialect.ask(model)
    dialect.ask(model)
    sent = [request.headers["authorization"] for request in server.received]
    assert sent == ["Bearer first-key", "Bearer second-key"]


def test_the_environment_changes_neither_address_nor_key_nor_way(
    server: VendorServer, build: Build, dialect: Dialect, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        monkeypatch.setenv(name, "somebody-elses")
    server.replies = [Reply(dialect.said("fine"))]
    dialect.ask(build(dialect))
    assert server.received[0].path == dialect.path
    assert "somebody-elses" not in str(server.received[0].headers)
