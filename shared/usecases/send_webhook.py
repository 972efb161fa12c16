"""One attempt of one delivery: claimed, sent, written down, and the next one set. Duplicates die at the claim.

Between any two of these the process may end. Before the claim nothing has happened; after it the lease ends and the
attempt is repeated, because nobody knows whether the receiver has heard; after the record the reconciler finds what
has no timer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.errors import UnknownDelivery, UnknownEndpoint
from shared.domain.webhooks import delivery as rules
from shared.domain.webhooks.answer import GONE, Answer, SendTrouble
from shared.domain.webhooks.delivery import Claim, attempt_record
from shared.domain.webhooks.limits import LEASE
from shared.domain.webhooks.request import request_of
from shared.usecases.tell_of_event import tell_of_event

if TYPE_CHECKING:
    from shared.domain.webhooks.delivery import AttemptRecord, Delivery, DeliveryReference
    from shared.domain.webhooks.endpoint import Endpoint
    from shared.ports import Clock, DeliveryStore, EndpointStore, Timer, WebhookSender
    from shared.usecases.tell_of_event import TellPorts


class SendPorts(Bundle):
    """What an attempt needs."""

    endpoints: EndpointStore
    deliveries: DeliveryStore
    sender: WebhookSender
    timer: Timer
    clock: Clock
    telling: TellPorts


class Attempt(Bundle):
    """What became of an attempt that was made. `after` is how the delivery then stood."""

    answer: Answer
    after: Delivery


def send_webhook(reference: DeliveryReference, *, ports: SendPorts) -> Attempt | None:
    """None when there was nothing to send, or somebody else is at it. Raises StorageThrottled."""
    claimed = _claim(reference, ports)
    if claimed is None:
        return None
    try:
        endpoint = ports.endpoints.get_endpoint(reference.organisation_id, claimed.endpoint_id)
    except UnknownEndpoint:
        ports.deliveries.change_delivery(rules.cancel(claimed, "endpoint_deleted", ports.clock.now()))
        return None
    if endpoint.disabled:
        ports.deliveries.change_delivery(rules.hold(claimed, "endpoint_disabled", ports.clock.now()))
        return None
    return _attempt(claimed, endpoint, ports)


def _claim(reference: DeliveryReference, ports: SendPorts) -> Delivery | None:
    try:
        known = ports.deliveries.get_delivery(reference.organisation_id, reference.delivery_id)
    except UnknownDelivery:
        return None
    now = ports.clock.now()
    outcome, claimed = rules.claim(known, reference.attempt, now)
    if outcome is Claim.EARLY and known.next_attempt_at:
        ports.timer.wake(reference, known.next_attempt_at)
    if outcome is not Claim.TAKEN or not ports.deliveries.change_delivery(claimed, _lost(known)):
        return None
    return claimed


def _lost(known: Delivery) -> list[AttemptRecord]:
    """The attempt whose sender has died: whether the receiver has heard it nobody knows, but it was made."""
    if not known.lease_until:
        return []
    died = Answer(trouble=SendTrouble.SENDER_DIED)
    return [attempt_record(known, died, known.lease_until - LEASE, None)]


def _attempt(claimed: Delivery, endpoint: Endpoint, ports: SendPorts) -> Attempt | None:
    at = ports.clock.now()
    answer = rules.stillborn(claimed, at)
    if answer is None:
        body = tell_of_event(claimed.event, endpoint, ports=ports.telling)
        if body is None:
            ports.deliveries.change_delivery(rules.cancel(claimed, "interview_deleted", at))
            return None
        answer = ports.sender.send(request_of(endpoint, claimed.event.event_id, body, at))
    after = rules.conclude(claimed, answer, ports.clock.now())
    if answer.status == GONE:
        after = rules.hold(after, "endpoint_gone", ports.clock.now())
    after = after.model_copy(update={"version": claimed.version + 1})
    return _recorded(after, attempt_record(claimed, answer, at, after), answer, ports)


def _recorded(after: Delivery, record: AttemptRecord, answer: Answer, ports: SendPorts) -> Attempt | None:
    if not ports.deliveries.change_delivery(after, [record]):
        return None  # it took longer than its lease, and another one has the attempt now
    if after.next_attempt_at:
        ports.timer.wake(after.reference, after.next_attempt_at)
    return Attempt(answer, after)
