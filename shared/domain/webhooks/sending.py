"""Who is sent to first: what is sent for the first time to somebody who listens never waits behind what is repeated."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.webhooks.limits import MAX_IN_FLIGHT, SOON, YOUNG
from shared.domain.webhooks.schedule import MAX_SQS_SECONDS

if TYPE_CHECKING:
    from shared.domain.webhooks.delivery import Delivery
    from shared.domain.webhooks.endpoint import Endpoint
    from shared.domain.webhooks.health import Health


class SendLane(StrEnum):
    """Two queues with senders of their own."""

    FIRST = "first"
    REPEAT = "repeat"


def place_of(delivery: Delivery, endpoint: Endpoint, lane: SendLane, at: datetime) -> tuple[SendLane, int]:
    """Where a delivery waits whose tenant's share had no room for it, and for how many seconds.

    A short rush to somebody who listens stays among the first attempts: the repeats may be full of others' failures.
    """
    if lane is SendLane.FIRST and not endpoint.health.failures and at < delivery.created_at + YOUNG:
        return SendLane.FIRST, 1
    return SendLane.REPEAT, patience(delivery, endpoint, at)


def patience(delivery: Delivery, endpoint: Endpoint, at: datetime) -> int:
    """Seconds after which a delivery asks again whether its tenant's share has room, spread by its id.

    From 2 where sends are quick and there are only many of them; from a minute where the receiver is unwell, and from 5
    where a whole share of sends has failed in a row. What has waited for long asks ever more rarely: thousands may wait
    for one dead receiver, and each time they ask costs everybody. A receiver that is well is through with them soon.
    """
    waited = int((at - delivery.created_at).total_seconds() / 2)
    health = endpoint.health
    least = max(_least(health), waited if health.is_unwell else min(waited, SOON))
    return min(least + int(delivery.id[-8:], 16) % least, MAX_SQS_SECONDS)


def _least(health: Health) -> int:
    if not health.is_unwell:
        return 2
    return 60 if health.failures < MAX_IN_FLIGHT else 300


def lane_of(endpoint: Endpoint) -> SendLane:
    """The lane of a first attempt: one that has just failed several times waits where it slows nobody."""
    return SendLane.REPEAT if endpoint.health.is_unwell else SendLane.FIRST
