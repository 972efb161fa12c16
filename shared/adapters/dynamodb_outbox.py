"""The outbox: an event is written in the transaction of what it announces, and the table's stream carries it on."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_expiry import expiry
from shared.adapters.dynamodb_table import ConditionFailed, DynamoTable, Key, Put, Update
from shared.adapters.dynamodb_webhook_keys import SHARDS, due_at, outbox_partition, shard_of
from shared.domain.events import DomainEvent

OUTBOX_DAYS = 7


def outbox_item(event: DomainEvent) -> Put:
    """The event on its way, to be put into a transaction. A repeat replaces it, and the stream tells nobody again.

    Until its webhooks are made it is listed, so that one which the stream has lost is found.
    """
    listed = {"gsi2pk": outbox_partition(shard_of(event.event_id)), "gsi2sk": due_at(event.occurred_at, event.event_id)}
    expires = expiry(event.occurred_at, OUTBOX_DAYS)
    return Put(keys.item_of(_key(event), event, "OUTBOX_EVENT", expires_at=expires, **listed))


class DynamoOutbox:
    """Implements `EventOutbox`."""

    shards = SHARDS

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def waiting(self, shard: int, before: datetime, *, limit: int) -> Sequence[DomainEvent]:
        partition = outbox_partition(shard)
        items, _ = self._table.query_index("by_status", partition, limit=limit, newest_first=False)
        late = [item for item in items if str(item["gsi2sk"]) < due_at(before, "")]
        return [keys.value_of(item, DomainEvent) for item in late]

    def done(self, event: DomainEvent) -> None:
        with suppress(ConditionFailed):  # its interview was erased
            self._table.write(unlisted(event))


def unlisted(event: DomainEvent) -> Update:
    """The event waits for its webhooks no more."""
    return Update(_key(event), "REMOVE #gsi2pk, #gsi2sk", "attribute_exists(pk)")


def _key(event: DomainEvent) -> Key:
    interview = event.interview
    if interview is None:
        return keys.organisation_outbox_key(event.organisation_id, event.event_id)
    return keys.outbox_key(interview, event.event_id)
