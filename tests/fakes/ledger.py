"""What engines have used, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.billed import Billed, Owed
from shared.domain.engines import EngineUse, month_of, sum_uses
from shared.domain.errors import StorageThrottled
from shared.domain.interview_key import InterviewKey
from shared.domain.limits import LEDGER_RECEIPT_DAYS
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
        bill = Billed(receipt=receipt, uses=tuple(uses))
        self._enter(Owed(run=run.key, project_id=run.project_id, step=step, bill=bill, at=at))

    def _enter(self, owed: Owed) -> None:
        receipt = (owed.run.interview, owed.bill.receipt)
        with self._memory.transaction():
            if self._memory.receipts.get(receipt, owed.at) <= owed.at:
                self._memory.receipts[receipt] = owed.at + timedelta(days=LEDGER_RECEIPT_DAYS)
                self._memory.entries += [Entry(owed, use) for use in owed.bill.uses]
                self._note(owed)
            if self.lost_answers:
                self.lost_answers -= 1
                raise StorageThrottled("the answer was lost")

    def _note(self, owed: Owed) -> None:
        record = self._memory.steps.get((owed.run, owed.step)) if owed.step else None
        if record:
            self._memory.steps[owed.run, record.step] = changed(record, uses=sum_uses((*record.uses, *owed.bill.uses)))

    def owe(self, owed: Owed) -> None:
        self._memory.owed[owed.run.interview, owed.bill.receipt] = owed

    def owed(self, *, limit: int) -> Sequence[Owed]:
        return sorted(self._memory.owed.values(), key=lambda owed: owed.at)[:limit]

    def pay(self, owed: Owed) -> None:
        self._enter(owed)
        self._memory.owed.pop((owed.run.interview, owed.bill.receipt), None)

    def unentered(self, key: InterviewKey, receipts: Sequence[str]) -> Sequence[str]:
        return [one for one in receipts if (key, one) not in self._memory.receipts]

    def forget(self, key: InterviewKey) -> None:
        with self._memory.transaction():
            self._memory.receipts = {one: until for one, until in self._memory.receipts.items() if one[0] != key}
            self._memory.entries = [
                replace(entry, forgotten=True) if entry.owed.run.interview == key else entry
                for entry in self._memory.entries
            ]

    def costs_of_interview(self, key: InterviewKey) -> Sequence[StepUse]:
        entries = self._memory.entries
        mine = [entry for entry in entries if entry.owed.run.interview == key and not entry.forgotten]
        return [
            StepUse(step=step, use=use)
            for step in (*Step, None)
            for use in sum_uses(entry.use for entry in mine if entry.owed.step is step)
        ]

    def costs_of_project(self, organisation_id: str, project_id: str, month: str | None) -> Sequence[EngineUse]:
        mine = [entry for entry in self._memory.entries if entry.owed.project_id == project_id]
        return _sum(mine, organisation_id, month)

    def costs_of_organisation(self, organisation_id: str, month: str) -> Sequence[EngineUse]:
        return _sum(self._memory.entries, organisation_id, month)


def _sum(entries: Sequence[Entry], organisation_id: str, month: str | None) -> Sequence[EngineUse]:
    return sum_uses(
        entry.use
        for entry in entries
        if entry.owed.run.organisation_id == organisation_id and month in (None, month_of(entry.owed.at))
    )
