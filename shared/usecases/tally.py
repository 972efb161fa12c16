"""What engines use in an attempt of a step, on its way to the ledger."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

from shared.domain.engines import sum_uses
from shared.domain.errors import StorageThrottled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.engines import EngineUse
    from shared.domain.run import Run
    from shared.domain.steps import Step
    from shared.ports import Clock, Ledger


def tally_of(
    run: Run, step: Step | None, *, ledger: Ledger, clock: Clock, alive: Callable[[], None] = lambda: None
) -> Tally:
    """The meter of a step, or of what is done around the steps, which is None. It is to be closed."""

    def enter(uses: Sequence[EngineUse], receipt: str) -> None:
        ledger.record(run, step, uses, clock.now(), receipt)

    def owe(uses: Sequence[EngineUse], receipt: str) -> None:
        from shared.domain.billed import Billed, Owed  # which hardly any step has use for

        bill = Billed(receipt=receipt, uses=tuple(uses))
        ledger.owe(Owed(run=run.key, project_id=run.project_id, step=step, bill=bill, at=clock.now()))

    return Tally(enter, alive, owe)


def _nowhere(uses: Sequence[EngineUse], receipt: str) -> None:
    del uses, receipt


def _unkept(uses: Sequence[EngineUse], receipt: str) -> None:
    raise StorageThrottled(f"{len(uses)} uses are not entered: {receipt}")


class Tally:
    """Implements `Meter`. What was paid is entered at once: a worker that is killed loses no money's record.

    What was free waits for the end, to be entered in one. `enter` writes uses under a receipt; with the same receipt
    it adds nothing a second time. Where it is too busy, `owe` keeps them until somebody else enters them. Windows are
    read side by side. `alive` is told of each use: the attempt is at work.
    """

    def __init__(
        self,
        enter: Callable[[Sequence[EngineUse], str], None] = _nowhere,
        alive: Callable[[], None] = lambda: None,
        owe: Callable[[Sequence[EngineUse], str], None] = _unkept,
    ) -> None:
        self._enter, self._alive, self._owe = enter, alive, owe
        self._free: list[EngineUse] = []
        self._owed: dict[str, Sequence[EngineUse]] = {}
        self._kept: set[str] = set()
        self._notes: dict[str, None] = {}
        self._lock = Lock()

    def add(self, use: EngineUse, *, once: str | None = None) -> None:
        self._alive()
        if not use.price_nanodollars:
            with self._lock:
                self._free.append(use)
            return
        receipt = once or uuid4().hex
        if self._busy((use,), receipt):
            # The answer is paid: it is not thrown away because the table is busy. It may even have been entered.
            self._owed[receipt] = (use,)
            self._is_kept((use,), receipt)

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

        Raises StorageThrottled, when all has been tried, for what is neither entered nor kept.
        """
        left, free = dict(self._owed), sum_uses([*self._free, *platform])
        if free:
            left[receipt or uuid4().hex] = free
        tried = [(self._busy(uses, each), uses, each) for each, uses in left.items()]
        lost = [busy for busy, uses, each in tried if busy and not self._is_kept(uses, each)]
        if lost:
            raise lost[0]

    def _busy(self, uses: Sequence[EngineUse], receipt: str) -> StorageThrottled | None:
        """Enters them; or why they could not be."""
        try:
            self._enter(uses, receipt)
        except StorageThrottled as busy:
            return busy
        return None

    def _is_kept(self, uses: Sequence[EngineUse], receipt: str) -> bool:
        """Whether somebody else will enter them, who is told here."""
        if receipt not in self._kept:
            try:
                self._owe(uses, receipt)
            except StorageThrottled:
                return False
            self._kept.add(receipt)
        return True
