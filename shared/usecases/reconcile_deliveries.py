"""What was lost is found: events without deliveries, deliveries without a timer or a sender.

This, not the stream and not the timer, makes it certain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.webhooks.limits import LATE, MAX_RECONCILED, MAX_RECONCILED_EVENTS
from shared.domain.webhooks.sending import SendLane
from shared.usecases.fan_out_event import fan_out_event

if TYPE_CHECKING:
    from shared.usecases.fan_out_event import FanOutPorts


def reconcile_events(*, ports: FanOutPorts) -> int:
    """How many events got their deliveries here. One that the stream was only slow with gets none twice."""
    late = ports.clock.now() - LATE
    shards = range(ports.outbox.shards)
    waiting = [one for shard in shards for one in ports.outbox.waiting(shard, late, limit=MAX_RECONCILED_EVENTS)]
    for event in waiting:
        fan_out_event(event, ports=ports)
    return len(waiting)


def reconcile_deliveries(*, ports: FanOutPorts) -> int:
    """How many were woken. A delivery that was only slow is woken for nothing: its claim finds the attempt made."""
    return sum(_reconcile(shard, ports) for shard in range(ports.deliveries.shards))


def _reconcile(shard: int, ports: FanOutPorts) -> int:
    now = ports.clock.now()
    late = ports.deliveries.overdue(shard, now - LATE, limit=MAX_RECONCILED)
    for delivery in late:
        ports.queue.send(delivery.reference, SendLane.REPEAT)
        ports.deliveries.look_again(delivery, now)
    return len(late)
