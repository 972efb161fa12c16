"""Monthly counters in the table, and the writes by which other transactions take from a quota."""

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Key, Put, Update
from shared.domain.quota import Taking, Usage, UsageReceipt

NEW, EXISTS = "attribute_not_exists(pk)", "attribute_exists(pk)"


class DynamoQuotas:
    """Implements `QuotaStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def take(self, taking: Taking, receipt: UsageReceipt | None = None) -> bool:
        if receipt and self._table.get(_place(receipt)):
            return False
        try:
            self._table.transact([take(taking), *([_receipt(receipt, taking)] if receipt else [])])
        except ConditionFailed as refused:
            if receipt and 1 in refused.failed:
                return False
            raise taking.exceeded from None
        return True

    def give_back(self, taking: Taking, receipt: UsageReceipt | None = None) -> bool:
        gone = [Delete(_place(receipt), EXISTS)] if receipt else []
        try:
            self._table.transact([give_back(taking), *gone])
        except ConditionFailed:
            return False
        return True

    def usage(self, organisation_id: str, month: str) -> Usage:
        item = self._table.get(keys.usage_key(organisation_id, month))
        return keys.value_of(item, Usage) if item else Usage(month=month)


def take(taking: Taking) -> Update:
    """Counts it, in whatever transaction; the condition refuses what is beyond the limit. `taking.exceeded` says so.

    Raises QuotaExceeded at once for more than the whole quota.
    """
    if not taking.fits(0):
        raise taking.exceeded
    return Update(
        keys.usage_key(taking.organisation_id, taking.month),
        "SET #month = :month, #entity = :entity ADD #counter :amount",
        "attribute_not_exists(#counter) OR #counter <= :room",
        {
            "month": taking.month,
            "entity": "USAGE",
            "amount": taking.amount,
            "room": taking.limit - taking.amount,
        },
        {"counter": taking.quota},
    )


def give_back(taking: Taking) -> Update:
    """Takes it off the counter, in whatever transaction; the condition keeps the counter from going below nothing."""
    values = {"amount": taking.amount, "less": -taking.amount}
    place = keys.usage_key(taking.organisation_id, taking.month)
    return Update(place, "ADD #counter :less", "#counter >= :amount", values, {"counter": taking.quota})


def _place(receipt: UsageReceipt) -> Key:
    return keys.receipt_key(receipt.interview, f"quota#{receipt.name}")


def _receipt(receipt: UsageReceipt, taking: Taking) -> Put:
    item = vars(_place(receipt)) | {"entity": "RECEIPT", "month": taking.month, "amount": taking.amount}
    return Put(item, condition=NEW)
