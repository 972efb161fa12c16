"""What engines use in an attempt of a step, on its way to the ledger."""

from collections.abc import Callable, Sequence
from threading import Lock
from uuid import uuid4

from shared.domain.engines import EngineUse, sum_uses
from shared.domain.errors import StorageThrottled

Enter = Callable[[Sequence[EngineUse], str], None]


def _nowhere(uses: Sequence[EngineUse], receipt: str) -> None:
    del uses, receipt


class Tally:
    """Implements `Meter`. What was paid is entered at once: a worker that is killed loses no money's record.

    What was free waits for the end, to be entered in one. `enter` writes uses under a receipt; with the same receipt
    it adds nothing a second time. Windows are read side by side. `alive` is told of each use: the attempt is at work.
    """

    def __init__(self, enter: Enter = _nowhere, alive: Callable[[], None] = lambda: None) -> None:
        self._enter, self._alive = enter, alive
        self._free: list[EngineUse] = []
        self._owed: dict[str, EngineUse] = {}
        self._notes: dict[str, None] = {}
        self._lock = Lock()

    def add(self, use: EngineUse, *, once: str | None = None) -> None:
        self._alive()
        if not use.price_nanodollars:
            with self._lock:
                self._free.append(use)
            return
        receipt = once or uuid4().hex
        try:
            self._enter((use,), receipt)
        except StorageThrottled:
            # The answer is paid: it is not thrown away because the table is busy. It may even have been entered.
            with self._lock:
                self._owed[receipt] = use

    def note(self, warning: str) -> None:
        with self._lock:
            self._notes[warning] = None

    @property
    def notes(self) -> tuple[str, ...]:
        """Each once, in the order of their first mention."""
        with self._lock:
            return tuple(self._notes)

    def close(self, platform: Sequence[EngineUse] = (), *, receipt: str | None = None) -> None:
        """Enters what is left, and what the platform has used: what was free under that receipt, if one is given.

        Raises StorageThrottled, when all has been tried.
        """
        entries: dict[str, Sequence[EngineUse]] = {owed: (use,) for owed, use in self._owed.items()}
        free = sum_uses([*self._free, *platform])
        if free:
            entries[receipt or uuid4().hex] = free
        busy = [trouble for each, uses in entries.items() if (trouble := self._entered(uses, each))]
        if busy:
            raise busy[0]

    def _entered(self, uses: Sequence[EngineUse], receipt: str) -> StorageThrottled | None:
        try:
            self._enter(uses, receipt)
        except StorageThrottled as busy:
            return busy
        return None
