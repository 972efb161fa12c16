"""An event becomes a delivery to each endpoint that wants it. A repeat makes none twice.

One tenant's events are written and queued together. A crowd of them waits in a queue of its own, so that nobody's
events wait behind it in the stream, and its deliveries wait among the repeats, so that nobody's first attempts do.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.webhooks.crowd import crowds_of
from shared.domain.webhooks.delivery import new_delivery
from shared.domain.webhooks.sending import SendLane, lane_of, patience

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.events import DomainEvent
    from shared.domain.webhooks.crowd import Crowd
    from shared.domain.webhooks.delivery import Delivery
    from shared.domain.webhooks.endpoint import Endpoint
    from shared.ports import Clock, CrowdQueue, DeliveryQueue, DeliveryStore, EndpointStore, EventOutbox


class FanOutPorts(Bundle):
    """What fanning out needs."""

    outbox: EventOutbox
    endpoints: EndpointStore
    deliveries: DeliveryStore
    queue: DeliveryQueue
    clock: Clock


class SharePorts(Bundle):
    """What fanning out a batch of the stream needs."""

    making: FanOutPorts
    crowds: CrowdQueue


class _Start(Bundle):
    """A new delivery, and where and how long it waits for its first attempt."""

    delivery: Delivery
    lane: SendLane
    seconds: int = 0


def fan_out_share(events: Sequence[DomainEvent], *, ports: SharePorts) -> None:
    """A tenant's events of one batch of the stream. Raises StorageThrottled: then all of it is done again."""
    once = list({event.event_id: event for event in events}.values())
    crowds = crowds_of(once)
    if crowds:
        ports.crowds.put(crowds)
    else:
        _fan_out(once, ports.making)


def fan_out_crowd(crowd: Crowd, *, ports: FanOutPorts) -> None:
    """Events that have waited. Raises StorageThrottled, as above."""
    _fan_out(crowd.events, ports, crowded=True)


def fan_out_event(event: DomainEvent, *, ports: FanOutPorts) -> int:
    """State before signal; how many deliveries were made. Raises StorageThrottled: then all of it is done again."""
    return _fan_out([event], ports)


def start_delivery(delivery: Delivery, endpoint: Endpoint, ports: FanOutPorts) -> None:
    """A delivery that was just written goes to its first attempt."""
    ports.queue.send(delivery.reference, lane_of(endpoint))


def _fan_out(events: Sequence[DomainEvent], ports: FanOutPorts, *, crowded: bool = False) -> int:
    """Those of one tenant."""
    endpoints, now = ports.endpoints.list_endpoints(events[0].organisation_id), ports.clock.now()
    starts = [
        (event, [_start(event, one, now, crowded=crowded) for one in endpoints if one.wants(event)]) for event in events
    ]
    fresh = [(event, [one.delivery for one in of_event]) for event, of_event in starts]
    left = ports.deliveries.create_deliveries(fresh)
    made = sum(len(deliveries) for event, deliveries in fresh if event not in left)
    repeated = sum(_repeat(event, deliveries, ports) for event, deliveries in fresh if event in left)
    _signal([one for _, of_event in starts for one in of_event], ports.queue)
    return made + repeated


def _start(event: DomainEvent, endpoint: Endpoint, now: datetime, *, crowded: bool) -> _Start:
    """Of a crowd, those to a receiver that is unwell don't even ask at once."""
    delivery = new_delivery(event, endpoint.id, now)
    if not crowded:
        return _Start(delivery, lane_of(endpoint))
    seconds = patience(delivery, endpoint, now) if endpoint.health.is_unwell else 0
    waiting = delivery.model_copy(update={"next_attempt_at": now + timedelta(seconds=seconds)})
    return _Start(waiting, SendLane.REPEAT, seconds)


def _signal(starts: Sequence[_Start], queue: DeliveryQueue) -> None:
    for lane in SendLane:
        mine = [(one.delivery.reference, one.seconds) for one in starts if one.lane is lane]
        if mine:
            queue.send_all(mine, lane)


def _repeat(event: DomainEvent, deliveries: Sequence[Delivery], ports: FanOutPorts) -> int:
    """Something is there already. The first time may have ended before the signal, so all are started again.

    The claim refuses a second attempt.
    """
    made = sum(ports.deliveries.create_delivery(one) for one in deliveries)
    ports.outbox.done(event)
    return made
