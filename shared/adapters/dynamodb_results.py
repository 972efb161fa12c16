"""The rows that steps produce, in the table, each under its run."""

from collections.abc import Sequence
from typing import TypeVar

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_table import DynamoTable, Item, Key
from shared.domain.interview import RunKey
from shared.domain.steps import Step
from shared.domain.value import Value

V = TypeVar("V", bound=Value)


class DynamoResults:
    """Implements `ResultStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def save_rows(self, key: RunKey, step: Step, rows: Sequence[Value]) -> None:
        items = [_item(key, step, number, row) for number, row in enumerate(rows)]
        self._table.put_all(items)
        self._forget_leftovers(key, step, {item["sk"] for item in items})

    def load_rows(self, key: RunKey, step: Step, kind: type[V]) -> Sequence[V]:
        items = self._table.query(keys.partition_of(key.interview), f"{keys.rows_prefix(key, step)}{kind.__name__}#")
        return [keys.value_of(item, kind) for item in items]

    def _forget_leftovers(self, key: RunKey, step: Step, written: set[str]) -> None:
        """A step that died half-way may have written rows that its repeat does not."""
        items = self._table.query(keys.partition_of(key.interview), keys.rows_prefix(key, step))
        self._table.delete_all([Key(item["pk"], item["sk"]) for item in items if item["sk"] not in written])


def _item(key: RunKey, step: Step, number: int, row: Value) -> Item:
    where = f"{keys.rows_prefix(key, step)}{type(row).__name__}#{number:06d}"
    return keys.item_of(Key(keys.partition_of(key.interview), where), row, "ROW")
