"""What is needed to keep account of what engines have used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.billed import Owed
    from shared.domain.engines import EngineUse
    from shared.domain.interview_key import InterviewKey
    from shared.domain.run import Run
    from shared.domain.step_record import StepUse
    from shared.domain.steps import Step


class Ledger(Protocol):
    """What engines have used, by step, interview, project, organisation and month. Sums are by provider and model."""

    def record(self, run: Run, step: Step | None, uses: Sequence[EngineUse], at: datetime, receipt: str) -> None:
        """One transaction: the step's record and all sums. A receipt that the interview has seen adds nothing.

        `step` is None for what was used around the steps. Raises StorageThrottled.
        """
        ...

    def unentered(self, key: InterviewKey, receipts: Sequence[str]) -> Sequence[str]:
        """Those of the receipts that the interview has not seen, or not for as long as receipts are kept."""
        ...

    def owe(self, owed: Owed) -> None:
        """Keeps what could not be entered, in a write that meets with no other. Raises StorageThrottled."""
        ...

    def owed(self, *, limit: int) -> Sequence[Owed]:
        """What is owed of every organisation, the oldest first: for the reconciler."""
        ...

    def pay(self, owed: Owed) -> None:
        """Records it, and it is owed no more, in one transaction. Raises StorageThrottled."""
        ...

    def forget(self, key: InterviewKey) -> None:
        """Removes what stands below the key itself. Sums of the project and of the organisation's months stay.

        Raises StorageThrottled.
        """
        ...

    def costs_of_interview(self, key: InterviewKey) -> Sequence[StepUse]:
        """Per step over all runs, in the order of the machine; what was used around the steps comes last."""
        ...

    def costs_of_project(self, organisation_id: str, project_id: str, month: str | None) -> Sequence[EngineUse]:
        """Of a month in UTC (`2026-11`), or of all months."""
        ...

    def costs_of_organisation(self, organisation_id: str, month: str) -> Sequence[EngineUse]:
        """Of a month in UTC (`2026-11`)."""
        ...
