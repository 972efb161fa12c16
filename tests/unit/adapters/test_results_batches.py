"""Ten thousand rows of one step: how they are put into transactions."""

from collections.abc import Iterator, Sequence
from typing import Any

from shared.adapters.dynamodb_results import DynamoResults
from shared.adapters.dynamodb_table import Check, Put
from shared.adapters.dynamodb_writes import TRANSACTION_CHARACTERS
from shared.domain.run_status import StepStatus
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step
from tests.builders import at, run_key, unit

MANY = 10_000
AWS_ITEMS = 100  # of one transaction


class RecordedTable:
    """An empty table that notes what is written together."""

    def __init__(self) -> None:
        self.transactions: list[list[Any]] = []

    def query(self, *_: str) -> Iterator[Any]:
        return iter(())

    def transact(self, writes: Sequence[Any]) -> None:
        self.transactions.append(list(writes))


def test_ten_thousand_units_go_in_few_transactions_and_in_their_order() -> None:
    table, rows = RecordedTable(), [unit(id=f"e{number:05d}") for number in range(MANY)]
    record = StepRecord(run=run_key(), step=Step.EVIDENCE, status=StepStatus.RUNNING, started_at=at(0))
    DynamoResults(table).save_rows(record, rows)  # type: ignore[arg-type]
    written = [write for together in table.transactions for write in together[1:]]
    assert all(isinstance(together[0], Check) for together in table.transactions)
    assert all(len(together) <= AWS_ITEMS for together in table.transactions)
    assert all(len(str(together)) < 2 * TRANSACTION_CHARACTERS for together in table.transactions)
    assert len(table.transactions) == MANY // (AWS_ITEMS - 1) + 1
    assert all(isinstance(write, Put) for write in written)
    keys = [write.item["sk"] for write in written]
    assert len(keys) == MANY
    assert keys == sorted(set(keys))  # as they are read again
    assert [write.item["id"] for write in written] == [row.id for row in rows]
