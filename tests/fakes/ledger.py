"""What engines have used, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from shared.domain.engines import EngineUse, month_of, sum_uses
from shared.domain.errors import StorageThrottled
from shared.domain.interview_key import InterviewKey
from shared.domain.run import Run
from shared.domain.step_record import StepUse
from shared.domain.steps import Step
from tests.fakes.memory import Entry, Memory, changed


class MemoryLedger:
    """Implements `Ledger`. `lost_answers` are how many writes land and are then reported as throttled."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.lost_answers = 0

    def record(self, run: Run, step: Step | None, uses: Sequence[EngineUse], at: datetime, receipt: str) -> None:
        with self._memory.transaction():
            if (run.key.interview, receipt) not in self._memory.receipts:
                self._memory.receipts.add((run.key.interview, receipt))
                self._memory.entries += [Entry(run, step, use, month_of(at)) for use in uses]
                self._note(run, step, uses)
            if self.lost_answers:
                self.lost_answers -= 1
                raise StorageThrottled("the answer was lost")

    def _note(self, run: Run, step: Step | None, uses: Sequence[EngineUse]) -> None:
        record = self._memory.steps.get((run.key, step)) if step else None
        if record:
            self._memory.steps[run.key, record.step] = changed(record, uses=sum_uses((*record.uses, *uses)))

    def unentered(self, key: InterviewKey, receipts: Sequence[str]) -> Sequence[str]:
        return [one for one in receipts if (key, one) not in self._memory.receipts]

    def forget(self, key: InterviewKey) -> None:
        with self._memory.transaction():
            self._memory.receipts = {one for one in self._memory.receipts if one[0] != key}
            self._memory.entries = [
                replace(entry, forgotten=True) if entry.run.key.interview == key else entry
                for entry in self._memory.entries
            ]

    def costs_of_interview(self, key: InterviewKey) -> Sequence[StepUse]:
        entries = self._memory.entries
        mine = [entry for entry in entries if entry.run.key.interview == key and not entry.forgotten]
        return [
            StepUse(step=step, use=use)
            for step in (*Step, None)
            for use in sum_uses(entry.use for entry in mine if entry.step is step)
        ]

    def costs_of_project(self, organisation_id: str, project_id: str, month: str | None) -> Sequence[EngineUse]:
        return sum_uses(
            entry.use
            for entry in self._memory.entries
            if (entry.run.key.organisation_id, entry.run.project_id) == (organisation_id, project_id)
            and month in (None, entry.month)
        )

    def costs_of_organisation(self, organisation_id: str, month: str) -> Sequence[EngineUse]:
        entries = self._memory.entries
        return sum_uses(e.use for e in entries if (e.run.key.organisation_id, e.month) == (organisation_id, month))
