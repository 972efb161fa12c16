"""What is needed to admit runs: who waits, and who holds a slot. Every answer is consistent with all earlier writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.admission import Slot, Turn, Waiting
    from shared.domain.events import DomainEvent
    from shared.domain.lane import Lane
    from shared.domain.run import Run


class AdmissionStore(Protocol):
    """Waiting runs and slots. A queued run is among the waiting ones from `RunStore.begin_run` on."""

    def announce(self, lane: Lane, organisation_id: str, at: datetime) -> None:
        """The organisation has runs that wait in the lane; a newcomer's turn is after everybody's who waits."""
        ...

    def turns(self, lane: Lane) -> Sequence[Turn]:
        """The organisations that have announced waiting runs; who was served longest ago comes first."""
        ...

    def serve(self, turn: Turn, at: datetime) -> None:
        """The organisation was served: the others' turn comes before its next one."""
        ...

    def forget(self, turn: Turn) -> None:
        """The organisation has nothing waiting, unless something was announced since the turn was read."""
        ...

    def waiting(self, lane: Lane, organisation_id: str, *, limit: int | None = None) -> Sequence[Waiting]:
        """The organisation's waiting runs in the order in which they came: the first ones, or all."""
        ...

    def lane_slots(self, lane: Lane) -> Sequence[Slot]:
        """The lane's slots that were ever held; some of the leases may have ended."""
        ...

    def organisation_slots(self, organisation_id: str) -> Sequence[Slot]:
        """The organisation's slots that were ever held; some of the leases may have ended."""
        ...

    def admit(
        self, waiting: Waiting, lane_slot: int, organisation_slot: int, at: datetime, event: DomainEvent | None = None
    ) -> bool:
        """One transaction: both slots, the run and its interview under way, the place given up, the event if any.

        False when a slot is held or the run waits no more: somebody was quicker.
        """
        ...

    def put_back(self, run: Run, at: datetime) -> bool:
        """The run waits again, in its old place. False when it has an execution, or ended."""
        ...

    def drop(self, waiting: Waiting) -> None:
        """Gives up the place of a run that is no more."""
        ...

    def renew(self, run: Run, at: datetime) -> bool:
        """The run's leases begin anew. False when one was given up, or ended and another run took the slot."""
        ...

    def release(self, run: Run) -> None:
        """Frees the slots that the run still holds, for good: no renewal brings them back. A repeat does nothing."""
        ...
