"""The outbox: an event is written in the transaction of what it announces, and the table's stream carries it on."""

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_expiry import expiry
from shared.adapters.dynamodb_table import Key, Put
from shared.domain.events import DomainEvent

OUTBOX_DAYS = 7


def outbox_item(event: DomainEvent) -> Put:
    """The event on its way, to be put into a transaction. A repeat replaces it, and the stream tells nobody again."""
    expires = expiry(event.occurred_at, OUTBOX_DAYS)
    return Put(keys.item_of(_key(event), event, "OUTBOX_EVENT", expires_at=expires))


def _key(event: DomainEvent) -> Key:
    interview = event.interview
    if interview is None:
        return keys.organisation_outbox_key(event.organisation_id, event.event_id)
    return keys.outbox_key(interview, event.event_id)
