"""What webhooks keep of an interview: deliveries that wait, and what receivers have answered."""

from collections.abc import Mapping
from itertools import islice

from shared.adapters.dynamodb_deliveries import DynamoDeliveries
from shared.domain.interview_key import InterviewKey
from shared.domain.webhooks.delivery import Delivery, DeliveryStatus, cancel
from shared.ports import Clock

WAITING = {DeliveryStatus.PENDING, DeliveryStatus.HELD}


class ErasableDeliveries:
    """Implements `Erasable`. The delivery itself stays, with ids only: that something was sent is on record.

    It finds deliveries by links in the interview's own partition, so it must come before that is emptied.
    """

    where = "webhook deliveries"

    def __init__(self, deliveries: DynamoDeliveries, clock: Clock) -> None:
        self._deliveries, self._clock = deliveries, clock

    def erase(self, key: InterviewKey, *, limit: int) -> Mapping[str, int]:
        cancelled = answers = 0
        found = list(islice(self._deliveries.deliveries_of(key), limit))
        for delivery in found:
            if not self._stop(delivery):
                continue  # it has just changed: the next call finds it again
            cancelled += delivery.status in WAITING
            answers += self._deliveries.erase_attempts(delivery.organisation_id, delivery.id)
            self._deliveries.forget_interview(key, delivery.id)
        return {"delivery": len(found), "cancelled": cancelled, "answer": answers} if found else {}

    def _stop(self, delivery: Delivery) -> bool:
        if delivery.status not in WAITING:
            return True
        return self._deliveries.change_delivery(cancel(delivery, "interview_deleted", self._clock.now()))
