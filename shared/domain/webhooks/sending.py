"""Who is sent to first: what is sent for the first time to somebody who listens never waits behind what is repeated."""

from enum import StrEnum

from shared.domain.webhooks.delivery import Delivery
from shared.domain.webhooks.endpoint import Endpoint


class SendLane(StrEnum):
    """Two queues with senders of their own."""

    FIRST = "first"
    REPEAT = "repeat"


def patience(delivery: Delivery, endpoint: Endpoint) -> int:
    """Seconds after which a delivery asks again whether its tenant's share has room, spread by its id.

    2 to 9 where sends are quick and there are only many of them; 60 to 299 where the receiver is unwell.
    """
    spread = int(delivery.id[-8:], 16)
    return 60 + spread % 240 if endpoint.health.is_unwell else 2 + spread % 8


def lane_of(endpoint: Endpoint) -> SendLane:
    """The lane of a first attempt: one that has just failed several times waits where it slows nobody."""
    return SendLane.REPEAT if endpoint.health.is_unwell else SendLane.FIRST
