"""PARLEY_LLM_BASE_URL and what goes with it: read from the environment, refused with the variable's name."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from local.own_server import own_server_of
from shared.domain.errors import EngineUnavailable, InvalidRequest
from shared.domain.own_server import with_own_server
from shared.runtime.catalogue import load_catalogue

HERE = "http://127.0.0.1:11434/v1"
ELSEWHERE = "https://llm.example.org/v1"


def test_without_the_variable_there_is_none() -> None:
    assert own_server_of({}) is None
    assert own_server_of({"PARLEY_LLM_BASE_URL": " ", "PARLEY_LLM_MODEL": "m"}) is None


def test_all_of_it() -> None:
    server = own_server_of(
        {
            "PARLEY_LLM_BASE_URL": f"{HERE}/",
            "PARLEY_LLM_MODEL": "llama3.1:8b",
            "PARLEY_LLM_KEY": "secret",
            "PARLEY_LLM_PRICE_IN": "0.1",
        }
    )
    assert server
    assert (server.base_url, server.model, server.has_key) == (HERE, "llama3.1:8b", True)
    assert [str(server.price_in), str(server.price_out)] == ["0.1", "0"]
    assert "secret" not in server.model_dump_json()


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"PARLEY_LLM_BASE_URL": "http://llm.example.org/v1"}, "PARLEY_LLM_BASE_URL"),
        ({"PARLEY_LLM_PRICE_OUT": "free"}, "PARLEY_LLM_PRICE_OUT"),
        ({"PARLEY_LLM_CONTEXT": "much"}, "PARLEY_LLM_CONTEXT"),
        ({"PARLEY_LLM_CONTEXT": "2047"}, "PARLEY_LLM_CONTEXT"),
        ({"PARLEY_LLM_CONTEXT": "2000001"}, "PARLEY_LLM_CONTEXT"),
        ({"PARLEY_LLM_BASE_URL": ELSEWHERE}, "PARLEY_LLM_PRICE_IN"),
        ({"PARLEY_LLM_BASE_URL": ELSEWHERE, "PARLEY_LLM_PRICE_IN": "0.1"}, "PARLEY_LLM_PRICE_OUT"),
    ],
)
def test_what_cannot_be_used_is_named(change: dict[str, str], variable: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        own_server_of({"PARLEY_LLM_BASE_URL": HERE, "PARLEY_LLM_MODEL": "m"} | change)
    assert refused.value.field == variable


@pytest.mark.parametrize(
    ("stated", "context", "answer"),
    [("", 16384, 4096), (" 32768 ", 32768, 4096), ("4096", 4096, 1024), ("2048", 2048, 512)],
)
def test_how_much_it_takes_at_once_may_be_stated(stated: str, context: int, answer: int) -> None:
    server = own_server_of({"PARLEY_LLM_BASE_URL": HERE, "PARLEY_LLM_MODEL": "m", "PARLEY_LLM_CONTEXT": stated})
    assert server
    model = with_own_server(load_catalogue(), server).models["local"]
    assert (model.context_tokens, model.max_output_tokens) == (context, answer)


def test_a_missing_price_is_refused_before_the_server_is_asked_for_its_models() -> None:
    with pytest.raises(InvalidRequest, match="PARLEY_LLM_PRICE_IN"):
        own_server_of({"PARLEY_LLM_BASE_URL": ELSEWHERE})


@contextmanager
def listing(answer: Any, status: int = 200) -> Iterator[str]:
    """A server that lists models."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status if self.path == "/v1/models" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Tests are quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.loopback
def test_where_no_model_is_named_it_is_the_server_s_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")  # a proxy must not stand before this machine
    with listing({"data": [{"id": "first"}, {"id": "second"}]}) as address:
        server = own_server_of({"PARLEY_LLM_BASE_URL": address})
    assert server
    assert server.model == "first"


@pytest.mark.loopback
@pytest.mark.parametrize("answer", [{"data": []}, {"data": "none"}, [], {}])
def test_a_server_that_lists_nothing_wants_a_name(answer: Any) -> None:
    with listing(answer) as address, pytest.raises(InvalidRequest, match="PARLEY_LLM_MODEL"):
        own_server_of({"PARLEY_LLM_BASE_URL": address})


@pytest.mark.loopback
def test_a_server_that_fails_or_is_not_there_is_said_before_anything_is_started() -> None:
    with listing({}, status=500) as address, pytest.raises(EngineUnavailable, match="PARLEY_LLM_BASE_URL"):
        own_server_of({"PARLEY_LLM_BASE_URL": address})
    with pytest.raises(EngineUnavailable, match="ConnectError") as refused:
        own_server_of({"PARLEY_LLM_BASE_URL": address})
    assert "PARLEY_LLM_MODEL" in refused.value.advice
