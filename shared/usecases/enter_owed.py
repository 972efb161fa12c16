"""What engines have used is in the sums, also where the ledger was too busy while they worked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.errors import ParleyError

if TYPE_CHECKING:
    from shared.ports import Clock, Ledger
    from shared.ports.erasure import ErasureStore

OWED_AT_ONCE = 100
PATIENCE = timedelta(seconds=20)  # with a ledger that is busy still


def enter_owed(*, ledger: Ledger, erasures: ErasureStore, clock: Clock) -> int:
    """Enters what is owed, each by its receipt, once; how much was owed. What this leaves, the next call finds.

    One entry's trouble holds up none behind it; it is raised in the end. Of an interview that was erased meanwhile only
    the sums of its project and its organisation keep it.
    """
    entered, troubles, until = 0, [], clock.now() + PATIENCE
    for owed in ledger.owed(limit=OWED_AT_ONCE):
        try:
            erasures.sweep_again(owed.run.interview, clock.now())  # before: who dies in between comes again
            ledger.pay(owed)
            erasures.sweep_again(owed.run.interview, clock.now())  # after: the sweep may have been quicker
            entered += 1
        except ParleyError as trouble:
            troubles.append(trouble)
        if clock.now() > until:
            break
    if troubles:
        raise troubles[0]
    return entered
