"""Deliveries that somebody wants sent: a test, one again, all that have failed since a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.errors import EndpointDisabled, InvalidRequest, ResendInProgress, UnknownDelivery
from shared.domain.events import EventName, endpoint_event
from shared.domain.value import Value
from shared.domain.webhooks import delivery as rules
from shared.domain.webhooks.delivery import DeliveryStatus
from shared.domain.webhooks.limits import MAX_RECOVERED, RECOVER_DAYS
from shared.domain.webhooks.sending import SendLane
from shared.usecases.fan_out_event import start_delivery

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.webhooks.delivery import Delivery
    from shared.domain.webhooks.endpoint import Endpoint
    from shared.ports import DeliveryStore
    from shared.usecases.fan_out_event import FanOutPorts

PAGE = 100
RECOVERABLE = {DeliveryStatus.EXHAUSTED, DeliveryStatus.HELD}


class Recovery(Value):
    """What came of recovering. `cursor` is set when there is more: the next call goes on from there."""

    recovered: int
    cursor: str | None = None


def send_test(organisation_id: str, endpoint_id: str, test_id: str, *, ports: FanOutPorts) -> Delivery:
    """An event of no consequence, to this endpoint only; `test_id` is in its id. Raises EndpointDisabled."""
    endpoint, now = _enabled(organisation_id, endpoint_id, ports), ports.clock.now()
    name = EventName.WEBHOOK_TEST
    event = endpoint_event(name, organisation_id, endpoint_id, now, about=test_id, reason="asked")
    delivery = rules.new_delivery(event, endpoint_id, now)
    ports.deliveries.create_delivery(delivery)
    start_delivery(delivery, endpoint, ports)
    return delivery


def resend_delivery(organisation_id: str, endpoint_id: str, delivery_id: str, *, ports: FanOutPorts) -> Delivery:
    """The delivery that is now due: the same one, hurried, or another one of the same event.

    Raises UnknownDelivery, EndpointDisabled, ResendInProgress: also for the second of two clicks.
    """
    endpoint = _enabled(organisation_id, endpoint_id, ports)
    known = delivery_to(organisation_id, endpoint_id, delivery_id, ports.deliveries)
    if known.is_pending:
        return _hurried(known, ports)
    return _again(known, endpoint, ports)


def recover_deliveries(
    organisation_id: str, endpoint_id: str, since: datetime, cursor: str | None, *, ports: FanOutPorts
) -> Recovery:
    """Sends again what was given up or held since a time, at most 14 days ago; those that were sent again are left out.

    At most 1,000 deliveries are looked at in a call. Raises InvalidRequest, EndpointDisabled.
    """
    if since < ports.clock.now() - timedelta(days=RECOVER_DAYS):
        raise InvalidRequest(f"at most {RECOVER_DAYS} days ago", field="since")
    endpoint, recovered, looked_at = _enabled(organisation_id, endpoint_id, ports), 0, 0
    while looked_at < MAX_RECOVERED:
        page = ports.deliveries.list_deliveries(organisation_id, endpoint_id, limit=PAGE, cursor=cursor)
        recent = [one for one in page.items if one.created_at >= since]
        recovered += sum(_recover(one, endpoint, ports) for one in recent)
        looked_at, cursor = looked_at + len(page.items), page.cursor
        if cursor is None or len(recent) < len(page.items):
            return Recovery(recovered=recovered)
    return Recovery(recovered=recovered, cursor=cursor)


def delivery_to(organisation_id: str, endpoint_id: str, delivery_id: str, deliveries: DeliveryStore) -> Delivery:
    """The delivery. Raises UnknownDelivery, also when it is to another endpoint."""
    known = deliveries.get_delivery(organisation_id, delivery_id)
    if known.endpoint_id != endpoint_id:
        raise UnknownDelivery("the endpoint has no such delivery", field="deliveryId")
    return known


def _enabled(organisation_id: str, endpoint_id: str, ports: FanOutPorts) -> Endpoint:
    endpoint = ports.endpoints.get_endpoint(organisation_id, endpoint_id)
    if endpoint.disabled:
        raise EndpointDisabled("nothing is sent to a disabled endpoint", field="endpointId")
    return endpoint


def _hurried(known: Delivery, ports: FanOutPorts) -> Delivery:
    hurried = rules.hurry(known, ports.clock.now())
    if not ports.deliveries.change_delivery(hurried):
        raise ResendInProgress("the delivery has just changed", field="deliveryId")
    ports.queue.send(hurried.reference, SendLane.FIRST)
    return hurried


def _again(known: Delivery, endpoint: Endpoint, ports: FanOutPorts) -> Delivery:
    old, again = rules.resend(known, ports.clock.now())
    if not ports.deliveries.change_delivery(old, more=again):
        raise ResendInProgress("the delivery has just been sent again", field="deliveryId")
    start_delivery(again, endpoint, ports)
    return again


def _recover(known: Delivery, endpoint: Endpoint, ports: FanOutPorts) -> bool:
    if known.status not in RECOVERABLE or known.resent_as:
        return False
    try:
        _again(known, endpoint, ports)
    except ResendInProgress:
        return False  # the list lags behind: somebody else has sent it again
    return True
