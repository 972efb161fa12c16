"""Deliveries whose timer or sender was lost are found and woken. This, not the timer, makes it certain."""

from shared.domain.webhooks.limits import LATE, MAX_RECONCILED
from shared.domain.webhooks.sending import SendLane
from shared.ports import Clock, DeliveryQueue, DeliveryStore


def reconcile_deliveries(*, deliveries: DeliveryStore, queue: DeliveryQueue, clock: Clock) -> int:
    """How many were woken. A delivery that was only slow is woken for nothing: its claim finds the attempt made."""
    return sum(_reconcile(shard, deliveries, queue, clock) for shard in range(deliveries.shards))


def _reconcile(shard: int, deliveries: DeliveryStore, queue: DeliveryQueue, clock: Clock) -> int:
    now = clock.now()
    late = deliveries.overdue(shard, now - LATE, limit=MAX_RECONCILED)
    for delivery in late:
        queue.send(delivery.reference, SendLane.REPEAT)
        deliveries.look_again(delivery, now)
    return len(late)
