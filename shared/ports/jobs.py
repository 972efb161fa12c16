"""What is needed to wait for a provider's job: who waits, and how the waiting task is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.billed import Owed
    from shared.domain.waiting_job import WaitingJob


class WaitingJobs(Protocol):
    """The jobs that are waited for. They outlive their interviews: who erased one pays for its job all the same."""

    def put(self, job: WaitingJob) -> None:
        """Creates, or replaces who waits."""
        ...

    def find(self, name: str) -> WaitingJob | None:
        """Who waits for the job of that name."""
        ...

    def remove(self, job: WaitingJob, *, owed: Owed | None = None) -> None:
        """Nobody waits for it any more. In the same transaction its use is owed to the ledger, if there is one.

        Neither where another task waits for it by now: that one sees to its use.
        """
        ...

    def waiting(self, *, limit: int) -> Sequence[WaitingJob]:
        """The jobs of every organisation, the longest waiting first: for the reconciler."""
        ...


class TaskTokens(Protocol):
    """Tells tasks of the machine that wait. A task that waits no more is passed over. Raises WorkflowUnavailable."""

    def succeed(self, token: str) -> None:
        """The task goes on."""
        ...

    def fail(self, token: str, error: str, message: str) -> None:
        """The task fails with one of our errors, as if its function had raised it."""
        ...

    def beat(self, token: str) -> None:
        """The task waits on."""
        ...
