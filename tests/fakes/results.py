"""The rows that steps produce, in memory."""

from collections.abc import Sequence
from typing import TypeVar

from shared.domain.interview_key import RunKey
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step
from shared.domain.value import Value
from tests.fakes.memory import Memory, check_standing

V = TypeVar("V", bound=Value)


class MemoryResults:
    """Implements `ResultStore`. With `break_after` set, the next `save_rows` dies when it has written so many rows."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.break_after: int | None = None

    def save_rows(self, record: StepRecord, rows: Sequence[Value]) -> None:
        key, step = record.run, record.step
        check_standing(record, self._memory)
        if self.break_after is not None:
            count, self.break_after = self.break_after, None
            self._memory.rows[key, step] = tuple(rows[:count])
            raise ConnectionError("the process died while it wrote")
        self._memory.rows[key, step] = tuple(rows)

    def load_rows(self, key: RunKey, step: Step, kind: type[V]) -> Sequence[V]:
        return [row for row in self._memory.rows.get((key, step), ()) if type(row) is kind]
