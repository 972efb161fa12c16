"""Idempotency records in the table, and the write that completes one within any transaction."""

from contextlib import suppress

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Item, Key, Put
from shared.domain.idempotency import IdempotencyRecord, IdempotencyScope, in_progress

# Time to live removes late, hours or days; what is kept no longer is as good as gone.
FREE = "attribute_not_exists(pk) OR #expires_at <= :now"
MINE = "#owner = :owner AND #state = :running"


class DynamoIdempotency:
    """Implements `IdempotencyStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def claim(self, asked: IdempotencyRecord) -> IdempotencyRecord:
        try:
            self._table.write(Put(_item(asked), FREE, {"now": int(asked.claimed_at.timestamp())}))
        except ConditionFailed as taken:
            return self._after(asked, taken.old)
        return asked

    def _after(self, asked: IdempotencyRecord, item: Item | None) -> IdempotencyRecord:
        known = _record(item) if item else self._read(asked.scope) or asked
        abandoned = known.is_abandoned_at(asked.claimed_at) and known.fingerprint == asked.fingerprint
        return self._take_over(known, asked) if abandoned else known

    def _take_over(self, known: IdempotencyRecord, asked: IdempotencyRecord) -> IdempotencyRecord:
        taken = known.taken_over_by(asked)
        try:
            self._table.write(Put(_item(taken), MINE, _owned(known)))
        except ConditionFailed:
            return self._read(asked.scope) or known  # another was quicker
        return taken

    def complete(self, record: IdempotencyRecord) -> None:
        try:
            self._table.write(completion(record))
        except ConditionFailed:
            raise in_progress() from None

    def release(self, record: IdempotencyRecord) -> None:
        with suppress(ConditionFailed):
            self._table.transact([Delete(_key(record.scope), MINE, _owned(record))])

    def _read(self, scope: IdempotencyScope) -> IdempotencyRecord | None:
        item = self._table.get(_key(scope))
        return _record(item) if item else None


def completion(record: IdempotencyRecord) -> Put:
    """Completes the record, in whatever transaction; the condition refuses it to who has lost the claim."""
    return Put(_item(record), MINE, _owned(record))


def _owned(record: IdempotencyRecord) -> Item:
    return {"owner": record.owner, "running": "running"}


def _key(scope: IdempotencyScope) -> Key:
    return keys.idempotency_key(scope.organisation_id, scope.digest)


def _item(record: IdempotencyRecord) -> Item:
    expires = int(record.kept_until.timestamp())
    return keys.item_of(_key(record.scope), record, "IDEMPOTENCY", expires_at=expires)


def _record(item: Item) -> IdempotencyRecord:
    return keys.value_of(item, IdempotencyRecord)
