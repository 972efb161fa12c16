"""An event becomes a delivery to each endpoint that wants it. A repeat makes none twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.webhooks.delivery import new_delivery
from shared.domain.webhooks.endpoint import Endpoint
from shared.domain.webhooks.sending import lane_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.events import DomainEvent
    from shared.domain.webhooks.delivery import Delivery
    from shared.ports import Clock, DeliveryQueue, DeliveryStore, EndpointStore, EventOutbox


@dataclass(frozen=True)
class FanOutPorts:
    """What fanning out needs."""

    outbox: EventOutbox
    endpoints: EndpointStore
    deliveries: DeliveryStore
    queue: DeliveryQueue
    clock: Clock


Listed = Callable[[str], Sequence[Endpoint]]


def fan_out_event(event: DomainEvent, *, ports: FanOutPorts, listed: Listed | None = None) -> int:
    """State before signal; how many deliveries were made. Raises StorageThrottled: then all of it is done again.

    `listed` are a tenant's endpoints, where somebody has them at hand.
    """
    endpoints = (listed or ports.endpoints.list_endpoints)(event.organisation_id)
    wanting = {one.id: one for one in endpoints if one.wants(event)}
    fresh = [new_delivery(event, endpoint_id, ports.clock.now()) for endpoint_id in wanting]
    if not ports.deliveries.create_deliveries(event, fresh):
        return _repeat(fresh, wanting, event, ports)
    for delivery in fresh:
        start_delivery(delivery, wanting[delivery.endpoint_id], ports)
    return len(fresh)


def start_delivery(delivery: Delivery, endpoint: Endpoint, ports: FanOutPorts) -> None:
    """A delivery that was just written goes to its first attempt."""
    ports.queue.send(delivery.reference, lane_of(endpoint))


def _repeat(fresh: Sequence[Delivery], wanting: Mapping[str, Endpoint], event: DomainEvent, ports: FanOutPorts) -> int:
    """Some of them are there. The first time may have ended between state and signal: all are started again."""
    made = 0
    for delivery in fresh:
        made += ports.deliveries.create_delivery(delivery)
        start_delivery(delivery, wanting[delivery.endpoint_id], ports)  # the claim refuses a second attempt
    ports.outbox.done(event)
    return made
