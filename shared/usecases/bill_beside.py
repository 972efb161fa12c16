"""The bill of a turn is written beside it: who replies does not wait for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from shared.domain.errors import StorageThrottled

if TYPE_CHECKING:
    from concurrent.futures import Future

    from shared.domain.engines import EngineUse
    from shared.usecases.tally import Tally


class BillBeside:
    """Implements `Meter` by a tally, told in a thread of its own, in order. Leaving waits until all of it is told."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._told: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()
        for told in self._told:
            with suppress(StorageThrottled):  # the reply is written, and goes out all the same
                told.result()

    def add(self, use: EngineUse, *, once: str | None = None) -> None:
        self._told.append(self._thread.submit(self._tally.add, use, once=once))

    def note(self, warning: str) -> None:
        """At once: notes go into the turn."""
        self._tally.note(warning)

    def close(self) -> None:
        """Nothing more is used. What is left is entered while the work goes on."""
        self._told.append(self._thread.submit(self._tally.close))
