"""The adapters against a server that others wrote: llm-katan speaks both protocols and echoes what it is asked.

Its light part only: echoing needs no model, so neither torch nor transformers is installed. It knows no faults that our
own server does not, and no schemas, so it shows only that the protocols are spoken right.
"""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.anthropic_model import AnthropicModel
from shared.adapters.openai_model import OpenAIModel
from shared.domain.errors import EngineRefused
from tests.polling import poll
from tests.vendors.dialects import PROMPT, SIZES, Said, adapter

pytestmark = pytest.mark.loopback
START = "from llm_katan.cli import main; main()"
KEYS = {"openai": "llm-katan-openai-key", "anthropic": "llm-katan-anthropic-key"}
BUILD = {"openai": adapter(OpenAIModel, "/v1", **SIZES), "anthropic": adapter(AnthropicModel, "", **SIZES)}


@pytest.fixture(scope="module")
def katan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the keys of `KEYS`."""
    folder, port = tmp_path_factory.mktemp("katan"), _free_port()
    options = ["--model", "echo", "--backend", "echo", "--providers", "openai,anthropic", "--validate-keys"]
    options += ["--host", "127.0.0.1", "--port", str(port), "--stats-file", str(folder / "stats.json")]
    command = [sys.executable, "-c", START, *options, "--disable-dashboard"]
    with Path(folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        try:
            poll(lambda: _listens(port), seconds=60)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool | None:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return None
    return True


@pytest.fixture(params=KEYS)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


Ask = Callable[[str, str, str], Any]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    return lambda url, dialect, key: _ask(monkeypatch, url, dialect, key)


def _ask(monkeypatch: pytest.MonkeyPatch, url: str, dialect: str, key: str) -> Any:
    # Anthropic's library sends the key as a bearer token since its version 2; this server knows the older header only.
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", f"x-api-key: {key}")
    model = BUILD[dialect](url, key=lambda: key)
    try:
        return model.answer(PROMPT, Said)
    finally:
        model.http.close()


def test_it_hears_what_is_asked_and_counts_tokens(katan: str, ask: Ask, dialect: str) -> None:
    answer = ask(katan, dialect, KEYS[dialect])
    assert '{"evidence":[]}' in answer.text
    assert answer.tokens_in > 0
    assert answer.tokens_out > 0
    assert not answer.truncated


def test_it_refuses_a_wrong_key(katan: str, ask: Ask, dialect: str) -> None:
    with pytest.raises(EngineRefused, match="HTTP 401"):
        ask(katan, dialect, "another-key")
