"""The local AWS as a process of its own: started, found again and stopped by the folder that holds its state.

It outlives the command that started it, listens on the loopback interface only, and writes what it holds into its
folder when it is stopped in order. A port is kept once it was given, because addresses that went out name it.
"""

import shutil
import signal
import socket
import sys
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from local import piper
from local.environment import HOST, local_environment
from local.files import last_lines, locked, read_int, read_json, write_json
from local.processes import command_line, exists, group_members, send, spawn, wait_until
from local.restore import repair
from shared.domain.errors import ParleyError

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 30.0
KILL_SECONDS: Final = 5.0
PORT_SECONDS: Final = 3.0  # a process that was killed holds its port for a moment
_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_MARK: Final = "PARLEY_EMULATOR"
STATE: Final = "emulator.json"
LOCK: Final = "emulator.lock"


class EmulatorFailed(ParleyError):
    """The local AWS could not be started or stopped."""

    remedy = "see emulator.log in its folder"


@dataclass(frozen=True)
class Emulator:
    """A local AWS that runs: its process, its address and the folder of its state."""

    pid: int
    port: int
    endpoint_url: str
    folder: Path


def start(
    folder: Path, *, port: int | None = None, auth: bool = False, persist: bool = True, wait_scale: float | None = None
) -> Emulator:
    """The local AWS of `folder`, started if it doesn't run, and ready to answer.

    `port`: the remembered one, else a free one, if None. `auth`: enforce IAM. `persist`: keep what it holds across
    `stop`. `wait_scale`: factor on the waits of state machines, for tests. Raises EmulatorFailed when the port is
    taken, when one runs already with another port or `auth`, or when it doesn't answer in time.
    """
    folder = folder.resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(folder / LOCK, START_SECONDS + STOP_SECONDS):
        emulator = running(folder)
        if emulator:
            _require_same(emulator, port=port, auth=auth)
        else:
            emulator = _launch(folder, port or _choose_port(folder), auth=auth, persist=persist, wait_scale=wait_scale)
        try:
            _await_health(emulator)
        except EmulatorFailed:
            _end(emulator.pid, folder)
            raise
    return emulator


def stop(folder: Path) -> None:
    """End the local AWS of `folder`, the functions it runs and the voice beside it; nothing when none of them runs.

    It is asked first, so that it writes what it holds, and killed only after STOP_SECONDS.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        return
    piper.stop(folder)
    with locked(folder / LOCK, START_SECONDS + STOP_SECONDS):
        pid = read_int(read_json(folder / STATE), "pid")
        _end(pid, folder)


def running(folder: Path) -> Emulator | None:
    """The local AWS of `folder`, or None when it doesn't run. Answers at once, without asking it."""
    folder = folder.resolve()
    state = read_json(folder / STATE)
    pid, port = read_int(state, "pid"), read_int(state, "port")
    return _emulator(pid, port, folder) if port and _is_ours(pid, folder) else None


def _emulator(pid: int, port: int, folder: Path) -> Emulator:
    return Emulator(pid=pid, port=port, endpoint_url=_url(port), folder=folder)


def _url(port: int) -> str:
    return f"http://{HOST}:{port}"


def _launch(folder: Path, port: int, *, auth: bool, persist: bool, wait_scale: float | None) -> Emulator:
    if not _is_free(port):
        raise EmulatorFailed(f"port {port} of {HOST} is taken", remedy="name another port, or none")
    # The code of functions is unpacked into it at each start, and never removed.
    shutil.rmtree(folder / "tmp", ignore_errors=True)
    environment = _environment(folder, port, auth=auth, persist=persist)
    if wait_scale is not None:
        environment["SFN_WAIT_SCALE"] = str(wait_scale)
    repair(folder / "state", folder / "objects")
    log = folder / "emulator.log"
    if log.exists():
        log.replace(folder / "emulator.log.1")
    pid = spawn([sys.executable, "-X", _option(folder), "-m", "ministack"], environment, log)
    write_json(folder / STATE, {"pid": pid, "port": port, "auth": auth})
    return _emulator(pid, port, folder)


def _environment(folder: Path, port: int, *, auth: bool, persist: bool) -> dict[str, str]:
    for name in ("state", "objects", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    kept = str(int(persist))
    return local_environment(_url(port)) | {
        "AUTH": str(auth).lower(),
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PERSIST_STATE": kept,
        "STATE_DIR": str(folder / "state"),
        "S3_PERSIST": kept,
        "S3_DATA_DIR": str(folder / "objects"),
        "TMPDIR": str(folder / "tmp"),
        _MARK: str(folder),
    }


def _option(folder: Path) -> str:
    """An interpreter option that means nothing to Python: it tells whose emulator a process is."""
    return f"parley={folder}"


def _is_ours(pid: int, folder: Path) -> bool:
    return pid > 1 and f"-X {_option(folder)} -m ministack" in command_line(pid)


def _end(pid: int, folder: Path) -> None:
    if _is_ours(pid, folder):
        send([pid], signal.SIGTERM)
        if not wait_until(lambda: not exists(pid), STOP_SECONDS):
            send([pid], signal.SIGKILL)
            wait_until(lambda: not exists(pid), KILL_SECONDS)
    _end_workers(pid, folder)


def _end_workers(group: int, folder: Path) -> None:
    """Kill the functions still at work: the emulator leads their process group, and they carry its mark."""
    mark = f"{_MARK}={folder}"
    if group > 1:
        send(group_members(group, mark), signal.SIGKILL)
        wait_until(lambda: not group_members(group, mark), KILL_SECONDS)


def _require_same(emulator: Emulator, *, port: int | None, auth: bool) -> None:
    same_auth = bool(read_json(emulator.folder / STATE).get("auth")) == auth
    if port not in (None, emulator.port) or not same_auth:
        raise EmulatorFailed(f"it runs already on port {emulator.port} with other settings", remedy="stop it first")


def _await_health(emulator: Emulator) -> None:
    # Its command line would not do here: it is empty for a moment when the process is new.
    answered = wait_until(lambda: _answers(emulator) or not exists(emulator.pid), START_SECONDS)
    if not exists(emulator.pid):
        raise EmulatorFailed(f"it ended at its start:\n{last_lines(emulator.folder / 'emulator.log')}")
    if not answered:
        raise EmulatorFailed(f"process {emulator.pid} does not answer on port {emulator.port}")


def _answers(emulator: Emulator) -> bool:
    try:
        with _DIRECT.open(f"{emulator.endpoint_url}/_ministack/health", timeout=2) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def _choose_port(folder: Path) -> int:
    remembered = read_int(read_json(folder / STATE), "port")
    if remembered and _is_free(remembered):
        return remembered
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    return wait_until(lambda: _is_silent(port), PORT_SECONDS)


def _is_silent(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0
