"""The most that something comes to while something else runs: looked at again and again, from a thread of its own."""

import threading
from collections.abc import Callable
from types import TracebackType


class Most:
    """The most that `look` has found between enter and exit; None is no finding."""

    def __init__(self, look: Callable[[], int | None], every_seconds: float) -> None:
        self._look, self._every = look, every_seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.most = 0

    def __enter__(self) -> "Most":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(self._every):
            self.most = max(self.most, self._look() or 0)
