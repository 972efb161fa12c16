"""How many workers the local AWS has at once: sampled from the outside while something runs."""

import threading
from types import TracebackType

from bench.sandbox import Sandbox
from local.emulator import running
from local.processes import group_members

EVERY_SECONDS = 0.25


class Workers:
    """The most processes of functions seen at once between enter and exit."""

    def __init__(self, stage: Sandbox) -> None:
        self._folder = stage.folder
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.most = 0

    def __enter__(self) -> "Workers":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            emulator = running(self._folder)
            if emulator:
                # The local AWS itself is one of its group.
                members = group_members(emulator.pid, f"PARLEY_EMULATOR={self._folder.resolve()}")
                self.most = max(self.most, len(members) - 1)
