"""An event becomes a delivery to each endpoint that wants it. A repeat makes none twice."""

from dataclasses import dataclass

from shared.domain.events import DomainEvent
from shared.domain.webhooks.delivery import Delivery, new_delivery
from shared.domain.webhooks.endpoint import Endpoint
from shared.domain.webhooks.sending import lane_of
from shared.ports import Clock, DeliveryQueue, DeliveryStore, EndpointStore, EventOutbox


@dataclass(frozen=True)
class FanOutPorts:
    """What fanning out needs."""

    outbox: EventOutbox
    endpoints: EndpointStore
    deliveries: DeliveryStore
    queue: DeliveryQueue
    clock: Clock


def fan_out_event(event: DomainEvent, *, ports: FanOutPorts) -> int:
    """State before signal; how many deliveries were made. Raises StorageThrottled: then all of it is done again."""
    wanting = [one for one in ports.endpoints.list_endpoints(event.organisation_id) if one.wants(event)]
    made = sum(_deliver(event, endpoint, ports) for endpoint in wanting)
    ports.outbox.done(event)
    return made


def start_delivery(delivery: Delivery, endpoint: Endpoint, ports: FanOutPorts) -> None:
    """A delivery that was just written goes to its first attempt."""
    ports.queue.send(delivery.reference, lane_of(endpoint))


def _deliver(event: DomainEvent, endpoint: Endpoint, ports: FanOutPorts) -> bool:
    delivery = new_delivery(event, endpoint.id, ports.clock.now())
    made = ports.deliveries.create_delivery(delivery)
    # Also when it was there: the first time may have ended between the two. The claim refuses a second attempt.
    start_delivery(delivery, endpoint, ports)
    return made
