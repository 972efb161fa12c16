"""Small files that several commands share: read whatever they hold, written whole, locked between processes."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from local.processes import wait_until
from shared.domain.errors import Conflict


class FolderInUse(Conflict):
    """Another process starts, stops or deploys the same local AWS."""

    remedy = "wait until it is done and try again"


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in `path`; empty when the file is missing, torn or holds something else."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def read_int(values: dict[str, Any], name: str) -> int:
    """The whole number `values` has under `name`; 0 when it has none."""
    value = values.get(name)
    return value if isinstance(value, int) else 0


def write_json(path: Path, content: object) -> None:
    """Write `content` so that a reader sees the former file or the new one, never half of it."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    beside.write_text(json.dumps(content, indent=1), encoding="utf-8")
    beside.replace(path)


def last_lines(path: Path, count: int = 15) -> str:
    """The last `count` lines of `path`; empty when it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-count:])


@contextlib.contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock file `path`, waiting at most `seconds` for it. The system frees it when its holder dies.

    Raises FolderInUse.
    """
    with path.open("w", encoding="utf-8") as lock:
        if not wait_until(lambda: _acquired(lock), seconds):
            raise FolderInUse(f"{path} is held by another process")
        yield


def _acquired(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
