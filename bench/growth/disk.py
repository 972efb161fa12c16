"""How much of the disk this process's temporary files take at once: sampled while something runs."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from bench.sampling import Most, most_of

EVERY_SECONDS = 0.05
BLOCK_BYTES = 512
OPEN_FILES = Path("/proc/self/fd")


def disk() -> AbstractContextManager[Most]:
    """The most bytes in the folder for temporary files, files without a name included."""
    folder = Path(tempfile.gettempdir()).resolve()
    return most_of(lambda: sum(dict(_taken(folder)).values()), EVERY_SECONDS)


def _taken(folder: Path) -> Iterator[tuple[int, int]]:
    """Files by their inodes: one that is open and has a name is met twice. Folders hold nothing of a recording."""
    named = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    for path in (*OPEN_FILES.iterdir(), *named):
        try:
            if path.is_file() and (path.parent != OPEN_FILES or path.readlink().is_relative_to(folder)):
                found = path.stat()
                yield found.st_ino, found.st_blocks * BLOCK_BYTES
        except OSError:  # it was closed or removed meanwhile
            continue
