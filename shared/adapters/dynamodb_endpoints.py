"""Webhook endpoints in the table. Their secrets are in it, too, encrypted as all of the table is."""

from collections.abc import Sequence

from shared.adapters import dynamodb_keys as keys
from shared.adapters import dynamodb_webhook_keys as webhook_keys
from shared.adapters.dynamodb_outbox import outbox_item
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Put
from shared.domain.errors import Conflict, EndpointChanged, UnknownEndpoint
from shared.domain.events import DomainEvent
from shared.domain.webhooks.endpoint import Endpoint


class DynamoEndpoints:
    """Implements `EndpointStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def create_endpoint(self, endpoint: Endpoint) -> None:
        try:
            self._table.write(_put(endpoint, "attribute_not_exists(pk)"))
        except ConditionFailed:
            raise Conflict("the id is taken", field="id") from None

    def get_endpoint(self, organisation_id: str, endpoint_id: str) -> Endpoint:
        item = self._table.get(webhook_keys.endpoint_key(organisation_id, endpoint_id))
        if item is None:
            raise UnknownEndpoint("the organisation has no such endpoint", field="endpointId")
        return keys.value_of(item, Endpoint)

    def list_endpoints(self, organisation_id: str) -> Sequence[Endpoint]:
        items = self._table.query(webhook_keys.endpoints_of(organisation_id), webhook_keys.ENDPOINT_PREFIX)
        found = [keys.value_of(item, Endpoint) for item in items]
        return sorted(found, key=lambda endpoint: (endpoint.created_at, endpoint.id))

    def change_endpoint(self, endpoint: Endpoint, events: Sequence[DomainEvent] = ()) -> None:
        change = _put(endpoint, "#version = :before", before=endpoint.version - 1)
        try:
            self._table.transact([change, *(outbox_item(event) for event in events)])
        except ConditionFailed:
            raise EndpointChanged("the endpoint was changed meanwhile", field="endpointId") from None

    def delete_endpoint(self, organisation_id: str, endpoint_id: str) -> None:
        self._table.transact([Delete(webhook_keys.endpoint_key(organisation_id, endpoint_id))])


def _put(endpoint: Endpoint, condition: str, **values: int) -> Put:
    key = webhook_keys.endpoint_key(endpoint.organisation_id, endpoint.id)
    return Put(keys.item_of(key, endpoint, "WEBHOOK_ENDPOINT"), condition, values)
