"""The rows that steps produce, in the table, each under its run."""

from collections.abc import Sequence
from typing import TypeVar

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_run_writes import STANDING
from shared.adapters.dynamodb_table import Check, ConditionFailed, Delete, DynamoTable, Item, Key, Put
from shared.adapters.dynamodb_writes import transactions
from shared.domain.errors import AttemptSuperseded
from shared.domain.interview_key import RunKey
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step
from shared.domain.value import Value

V = TypeVar("V", bound=Value)


class DynamoResults:
    """Implements `ResultStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def save_rows(self, record: StepRecord, rows: Sequence[Value]) -> None:
        items = [_item(record, number, row) for number, row in enumerate(rows)]
        leftovers = self._leftovers(record, {item["sk"] for item in items})
        writes: list[Put | Delete] = [*map(Put, items), *map(Delete, leftovers)]
        standing = _standing(record)
        try:
            for together in transactions(writes, beside=1):
                self._table.transact([standing, *together])
        except ConditionFailed:
            raise AttemptSuperseded("a later attempt of the step has begun", field=record.step) from None

    def load_rows(self, key: RunKey, step: Step, kind: type[V]) -> Sequence[V]:
        items = self._table.query(keys.partition_of(key.interview), f"{keys.rows_prefix(key, step)}{kind.__name__}#")
        return [keys.value_of(item, kind) for item in items]

    def _leftovers(self, record: StepRecord, written: set[str]) -> list[Key]:
        """A step that died half-way may have written rows that its repeat does not."""
        if record.attempts == 1:
            return []
        items = self._table.query(keys.partition_of(record.run.interview), keys.rows_prefix(record.run, record.step))
        return [Key(item["pk"], item["sk"]) for item in items if item["sk"] not in written]


def _standing(record: StepRecord) -> Check:
    """Holds every write to the attempt that began last: one that was given up on may still be running."""
    mine = {"running": "running", "mine": record.attempts}
    return Check(keys.step_key(record.run, record.step), STANDING, mine)


def _item(record: StepRecord, number: int, row: Value) -> Item:
    where = f"{keys.rows_prefix(record.run, record.step)}{type(row).__name__}#{number:06d}"
    return keys.item_of(Key(keys.partition_of(record.run.interview), where), row, "ROW")
