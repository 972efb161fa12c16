"""What is needed to erase: tombstones and receipts, places to erase in, and a way to be called for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from shared.domain.alongside import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from shared.domain.alongside import Alongside
    from shared.domain.erasure import Erasure
    from shared.domain.interview import Interview
    from shared.domain.interview_key import InterviewKey
    from shared.domain.run import Run
    from shared.ports.stores import Page


class Erasable(Protocol):
    """A place that holds something of interviews. Whoever adds a store adds one of these."""

    @property
    def where(self) -> str:
        """The place in words, for the receipt."""
        ...

    def erase(self, key: InterviewKey, *, limit: int) -> Mapping[str, int]:
        """Erases about `limit` things of the interview, and says how many of which kind; empty when none is left.

        Raises StorageThrottled.
        """
        ...


class ErasureStore(Protocol):
    """Erasures under way, and the receipts of those that are done. One interview has one."""

    def mark(self, interview: Interview, run: Run | None, erasure: Erasure, along: Alongside = NOTHING) -> bool:
        """One transaction: a tombstone in the interview's place, its active `run` stopped, the erasure.

        What stands beside it, too. False when interview or run are no longer as they were read.
        """
        ...

    def find(self, key: InterviewKey) -> Erasure | None:
        """The interview's erasure or its receipt."""
        ...

    def claim(self, key: InterviewKey, at: datetime, until: datetime) -> Erasure | None:
        """The erasure for a worker, which has it until then; None when it is not due, or done."""
        ...

    def save(self, erasure: Erasure) -> None:
        """Writes how far a worker has come. Raises AttemptSuperseded when another has claimed it since."""
        ...

    def complete(self, erasure: Erasure, along: Alongside) -> None:
        """One transaction: the receipt, what remains of the interview, what stands beside it: the event and who did it.

        Raises AttemptSuperseded.
        """
        ...

    def sweep_again(self, key: InterviewKey, at: datetime) -> bool:
        """Something may have been written after the interview was marked: its erasure is due again, though done."""
        ...

    def due(self, at: datetime, *, limit: int) -> Sequence[Erasure]:
        """Erasures of every organisation that are due, the longest waiting first."""
        ...

    def list_erasures(self, organisation_id: str, *, limit: int, cursor: str | None = None) -> Page[Erasure]:
        """The organisation's, newest interview first. Raises InvalidRequest for a cursor that is not ours."""
        ...


class ErasureQueue(Protocol):
    """Calls the worker. What it loses, the clock makes good."""

    def put(self, key: InterviewKey) -> None:
        """Has a worker called for that interview. Raises StorageThrottled."""
        ...
