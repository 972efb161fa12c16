"""The bill of a turn is written beside it: who replies does not wait for it, and has it on the turn all the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from shared.domain.billed import Billed
from shared.domain.engines import sum_uses
from shared.domain.errors import StorageThrottled

if TYPE_CHECKING:
    from concurrent.futures import Future

    from shared.domain.engines import EngineUse
    from shared.usecases.tally import Tally


class BillBeside:
    """Implements `Meter` by a tally, told in a thread of its own, in order. Leaving waits until all of it is told.

    Who dies before that has left `bill` on the turn.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._told: list[Future[None]] = []
        self._paid: list[Billed] = []
        self._free: list[EngineUse] = []
        self._receipt = uuid4().hex  # of what was free, in one

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()
        for told in self._told:
            with suppress(StorageThrottled):  # the reply is written, and goes out all the same
                told.result()

    def add(self, use: EngineUse, *, once: str | None = None) -> None:
        receipt = once or uuid4().hex
        if use.price_nanodollars:
            self._paid.append(Billed(receipt=receipt, uses=(use,)))
        else:
            self._free.append(use)
        self._told.append(self._thread.submit(self._tally.add, use, once=receipt))

    def note(self, warning: str) -> None:
        """At once: notes go into the turn."""
        self._tally.note(warning)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noted."""
        return self._tally.notes

    @property
    def bill(self) -> tuple[Billed, ...]:
        """All that was used so far."""
        free = sum_uses(self._free)
        return (*self._paid, Billed(receipt=self._receipt, uses=free)) if free else tuple(self._paid)

    def close(self) -> None:
        """Nothing more is used. What is left is entered while the work goes on."""
        self._told.append(self._thread.submit(self._tally.close, receipt=self._receipt))
