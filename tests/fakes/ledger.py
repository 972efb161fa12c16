"""What engines have used, in memory."""

from collections.abc import Sequence
from datetime import datetime

from shared.domain.engines import EngineUse
from shared.domain.run import Run
from shared.domain.steps import Step
from tests.fakes.memory import Memory, changed


class MemoryLedger:
    """Implements `Ledger`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def record(self, run: Run, step: Step, uses: Sequence[EngineUse], at: datetime) -> None:
        with self._memory.transaction():
            record = self._memory.steps[run.key, step]
            self._memory.steps[run.key, step] = changed(record, uses=(*record.uses, *uses))
