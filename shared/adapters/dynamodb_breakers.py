"""Breakers in the table, changed by compare-and-set so that of many callers one takes the probe."""

from collections.abc import Callable

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_table import ConditionFailed, DynamoTable, Put
from shared.domain.breaker import Breaker, BreakerKey

CHANGE_ATTEMPTS = 8


class DynamoBreakers:
    """Implements `BreakerStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def get_breaker(self, key: BreakerKey) -> Breaker:
        item = self._table.get(keys.breaker_key(key))
        return keys.value_of(item, Breaker) if item else Breaker(key=key)

    def change_breaker(self, key: BreakerKey, change: Callable[[Breaker], Breaker]) -> tuple[Breaker, Breaker]:
        def once() -> tuple[Breaker, Breaker] | None:
            before = self.get_breaker(key)
            wanted = change(before)
            if wanted == before:
                return before, before
            after = wanted.model_copy(update={"version": before.version + 1})
            return (before, after) if self._swap(before, after) else None

        return self._table.patiently(once, f"the breaker {key} kept being changed by others", CHANGE_ATTEMPTS)

    def _swap(self, before: Breaker, after: Breaker) -> bool:
        item = keys.item_of(keys.breaker_key(after.key), after, "BREAKER")
        condition = "#version = :before" if before.version else "attribute_not_exists(pk)"
        try:
            self._table.write(Put(item, condition, {"before": before.version} if before.version else {}))
        except ConditionFailed:
            return False
        return True
