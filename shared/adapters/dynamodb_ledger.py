"""What engines have used, in the table: on the step's record, and in sums of interview, project and organisation."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from zlib import crc32

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_expiry import expiry
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Item, Key, Update, Write
from shared.adapters.dynamodb_uses import add_uses, uses_of
from shared.domain.billed import Billed, Owed
from shared.domain.engines import EngineUse, month_of, sum_uses
from shared.domain.interview_key import InterviewKey
from shared.domain.limits import LEDGER_RECEIPT_DAYS
from shared.domain.run import Run
from shared.domain.step_record import StepUse
from shared.domain.steps import Step

NEW, EXISTS = "attribute_not_exists(pk)", "attribute_exists(pk)"
COST, RECEIPT = "COST#", "RECEIPT#"
ROWS_PER_TRANSACTION = 100
# A transaction has at most 100 items, an expression at most 4 KB: a receipt, the step, and three rows per use.
USES_PER_TRANSACTION = 20
# Transactions that meet on an item are tried again. The rows of projects and organisations are written by every
# interview of theirs, so each has several, and an interview always writes the same one.
SHARDS = 8


class DynamoLedger:
    """Implements `Ledger`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def record(self, run: Run, step: Step | None, uses: Sequence[EngineUse], at: datetime, receipt: str) -> None:
        bill = Billed(receipt=receipt, uses=tuple(uses))
        self._enter(Owed(run=run.key, project_id=run.project_id, step=step, bill=bill, at=at))

    def _enter(self, owed: Owed, *last: Delete) -> None:
        """In parts that a transaction can hold; `last` goes with the last of them."""
        sums = sum_uses(owed.bill.uses)
        for number, start in enumerate(range(0, len(sums), USES_PER_TRANSACTION)):
            end = start + USES_PER_TRANSACTION
            self._enter_part(owed, number, sums[start:end], last if end >= len(sums) else ())

    def _enter_part(self, owed: Owed, number: int, uses: Sequence[EngineUse], last: Sequence[Delete]) -> None:
        writes: list[Write | Delete] = [_receipt(owed, number), *_rows(owed, uses), *last]
        own = [add_uses(keys.step_key(owed.run, owed.step), uses, condition=EXISTS)] if owed.step else []
        try:
            self._table.transact([*writes, *own])
        except ConditionFailed as known:
            if 0 not in known.failed:
                # The step's state has expired, or never was: what was paid counts all the same.
                with suppress(ConditionFailed):
                    self._table.transact(writes)
            elif last:
                self._table.transact(last)  # it was recorded before

    def owe(self, owed: Owed) -> None:
        self._table.write(owing(owed))

    def owed(self, *, limit: int) -> Sequence[Owed]:
        items, _ = self._table.query_index("by_status", keys.OWED, limit=limit, newest_first=False)
        return [keys.value_of(item, Owed) for item in items]

    def pay(self, owed: Owed) -> None:
        self._enter(owed, Delete(keys.owed_key(owed.run.interview, owed.bill.receipt)))

    def unentered(self, key: InterviewKey, receipts: Sequence[str]) -> Sequence[str]:
        seen = {item["sk"] for item in self._table.query(keys.partition_of(key), RECEIPT)}
        return [one for one in receipts if keys.receipt_key(key, _part(one, 0)).sk not in seen]

    def forget(self, key: InterviewKey) -> None:
        own = keys.partition_of(key)
        rows = [item for prefix in (COST, RECEIPT) for item in self._table.query(own, prefix)]
        for start in range(0, len(rows), ROWS_PER_TRANSACTION):
            some = rows[start : start + ROWS_PER_TRANSACTION]
            self._table.transact([Delete(Key(item["pk"], item["sk"])) for item in some])

    def costs_of_interview(self, key: InterviewKey) -> Sequence[StepUse]:
        items = list(self._table.query(keys.partition_of(key), COST))
        steps = {step: [item for item in items if keys.step_of_cost(item) == step] for step in (*Step, None)}
        return [StepUse(step=step, use=use) for step, found in steps.items() for use in uses_of(found)]

    def costs_of_project(self, organisation_id: str, project_id: str, month: str | None) -> Sequence[EngineUse]:
        return self._costs(keys.costs_of_project(organisation_id, project_id), month)

    def costs_of_organisation(self, organisation_id: str, month: str) -> Sequence[EngineUse]:
        return self._costs(keys.costs_of_organisation(organisation_id), month)

    def _costs(self, partition: str, month: str | None) -> Sequence[EngineUse]:
        return uses_of(self._table.query(partition, f"{month}#" if month else ""))


def owing(owed: Owed) -> Update:
    """The write by which it is owed."""
    value = owed.model_dump(mode="json", by_alias=True)
    listed = {"entity": "OWED", "gsi2pk": keys.OWED, "gsi2sk": owed.at.isoformat()}
    return _put(keys.owed_key(owed.run.interview, owed.bill.receipt), value | listed)


def _part(receipt: str, number: int) -> str:
    """The receipt of a part. What turns use is one part; of more, the first shows that they were entered."""
    return f"{receipt}#{number}"


def _receipt(owed: Owed, number: int) -> Update:
    key = keys.receipt_key(owed.run.interview, _part(owed.bill.receipt, number))
    return _put(key, {"entity": "RECEIPT", "expires_at": expiry(owed.at, LEDGER_RECEIPT_DAYS)}, NEW)


def _put(key: Key, fields: Item, condition: str | None = None) -> Update:
    """An item, written as steps may write: they update."""
    return Update(key, "SET " + ", ".join(f"#{name} = :{name}" for name in fields), condition, fields)


def _rows(owed: Owed, uses: Sequence[EngineUse]) -> list[Update]:
    """Per provider and kind a row of the interview, one of its project and one of its organisation."""
    key, month = owed.run.interview, month_of(owed.at)
    shard = crc32(key.interview_id.encode()) % SHARDS
    rows: list[Update] = []
    for (provider, kind), group in groupby(sorted(uses, key=_row), key=_row):
        together, summed = list(group), f"{month}#{provider}#{kind}#{shard}"
        places = (
            keys.cost_key(key, owed.step, provider, kind),
            Key(keys.costs_of_project(key.organisation_id, owed.project_id), summed),
            Key(keys.costs_of_organisation(key.organisation_id), summed),
        )
        rows += [add_uses(place, together, entity="COST") for place in places]
    return rows


def _row(use: EngineUse) -> tuple[str, str]:
    return use.provider, str(use.kind)
