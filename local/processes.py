"""Processes told apart by their command line, because a pid alone may have been handed on to another program."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PROC = Path("/proc")
_POLL_SECONDS = 0.05
_ENDED = ("", "Z", "X")  # no such process, or one that only waits to be reaped


def spawn(command: list[str], environment: Mapping[str, str], log: Path) -> int:
    """Start `command` in a session of its own, with its output in `log`; the pid.

    No Popen object is kept: the process is meant to outlive whoever starts it.
    """
    write = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    redirected = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), write, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    return os.posix_spawn(command[0], command, environment, file_actions=redirected, setsid=True)


def exists(pid: int) -> bool:
    """Whether process `pid` still holds anything, such as a port. A child that ended is reaped first."""
    _reap(pid)
    return _state(pid) not in _ENDED


def command_line(pid: int) -> str:
    """The command line of `pid`; empty when there is no such process or it only waits to be reaped."""
    if _PROC.is_dir():
        return _read(pid, "cmdline")
    return _ask_ps(pid, "command")


def group_members(group: int, mark: str) -> list[int]:
    """The pids in process group `group` that have `mark` in their environment; empty where there is no /proc."""
    pids = (int(entry.name) for entry in _PROC.glob("[0-9]*"))
    return [pid for pid in pids if _group(pid) == group and mark in _read(pid, "environ")]


def send(pids: Sequence[int], signal_number: signal.Signals) -> None:
    """Signal each of `pids`; one that is gone is passed over."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal_number)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Poll `condition` until it holds; False when it doesn't within `seconds`."""
    deadline = time.monotonic() + seconds
    while not (holds := condition()) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    return holds


def _reap(pid: int) -> None:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _state(pid: int) -> str:
    """One letter, as in `ps`; empty when there is no such process."""
    if _PROC.is_dir():
        return _read(pid, "stat").rpartition(")")[2].strip()[:1]
    return _ask_ps(pid, "stat")[:1]


def _ask_ps(pid: int, column: str) -> str:
    ps = ["ps", "-p", str(pid), "-o", f"{column}="]
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout.strip()


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except OSError:
        return -1


def _read(pid: int, name: str) -> str:
    try:
        return (_PROC / str(pid) / name).read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def run_through(command: list[str], seconds: float) -> str:
    """Why `command` failed: the last line it wrote, or what kept it from its end; empty when it did not fail."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except OSError as error:
        return type(error).__name__
    except subprocess.TimeoutExpired:
        return f"it took longer than {seconds:.0f} seconds"
    written = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
    return written[-1] if done.returncode else ""
