"""How much of the disk this process's temporary files take at once: sampled while something runs."""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

EVERY_SECONDS = 0.05
BLOCK_BYTES = 512
OPEN_FILES = Path("/proc/self/fd")


class Disk:
    """The most bytes in the folder for temporary files between enter and exit, files without a name included."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.gettempdir()).resolve()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.most = 0

    def __enter__(self) -> "Disk":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            self.most = max(self.most, sum(dict(self._taken()).values()))

    def _taken(self) -> Iterator[tuple[int, int]]:
        """Files by their inodes: one that is open and has a name is met twice."""
        for path in (*OPEN_FILES.iterdir(), *self._folder.rglob("*")):
            try:
                if path.parent != OPEN_FILES or path.readlink().is_relative_to(self._folder):
                    found = path.stat()
                    yield found.st_ino, found.st_blocks * BLOCK_BYTES
            except OSError:  # it was closed or removed meanwhile
                continue
