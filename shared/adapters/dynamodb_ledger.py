"""What engines have used, in the table: on the step's record, and in sums."""

from collections.abc import Sequence
from datetime import datetime

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_table import DynamoTable, Update
from shared.domain.engines import EngineUse
from shared.domain.run import Run
from shared.domain.steps import Step


class DynamoLedger:
    """Implements `Ledger`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def record(self, run: Run, step: Step, uses: Sequence[EngineUse], at: datetime) -> None:
        wire = [use.model_dump(mode="json", by_alias=True) for use in uses]
        expression = "SET #uses = list_append(if_not_exists(#uses, :empty), :uses)"
        self._table.write(Update(keys.step_key(run.key, step), expression, values={"uses": wire, "empty": []}))
