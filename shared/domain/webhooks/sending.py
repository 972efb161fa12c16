"""Who is sent to first: what is sent for the first time to somebody who listens never waits behind what is repeated."""

from enum import StrEnum

from shared.domain.webhooks.delivery import DeliveryReference
from shared.domain.webhooks.endpoint import Endpoint


class SendLane(StrEnum):
    """Two queues with senders of their own."""

    FIRST = "first"
    REPEAT = "repeat"


def patience(reference: DeliveryReference) -> int:
    """Seconds after which a delivery asks again whether its tenant's share has room: 60 to 299, spread by its id."""
    return 60 + int(reference.delivery_id[-8:], 16) % 240


def lane_of(endpoint: Endpoint) -> SendLane:
    """The lane of a first attempt: one that has just failed several times waits where it slows nobody."""
    return SendLane.REPEAT if endpoint.health.is_unwell else SendLane.FIRST
