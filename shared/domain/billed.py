"""Uses on their way into the ledger."""

from datetime import datetime

from shared.domain.engines import EngineUse
from shared.domain.interview_key import RunKey
from shared.domain.steps import Step
from shared.domain.value import Value


class Billed(Value):
    """Uses on their way into the ledger, which enters them once for each `receipt`."""

    receipt: str
    uses: tuple[EngineUse, ...]


class Owed(Value):
    """Uses that the ledger was too busy to enter: whose they are, and when they were used.

    `step` is None for what was used around the steps. Ids and amounts, and nothing that was said.
    """

    run: RunKey
    project_id: str
    step: Step | None
    bill: Billed
    at: datetime
