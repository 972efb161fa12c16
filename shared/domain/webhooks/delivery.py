"""A delivery: one event on its way to one endpoint, as a state machine of pure functions.

Whoever stores it compares versions, so that of two changes of one state one is refused. `PENDING` goes on by itself;
`HELD` waits for its endpoint to be enabled and for somebody to resume it. The others are ends: nothing is sent after
them, but another delivery of the same event can be asked for.
"""

import hashlib
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from shared.domain.errors import ResendInProgress
from shared.domain.events import DomainEvent
from shared.domain.value import Value
from shared.domain.webhooks.answer import Answer, SendTrouble
from shared.domain.webhooks.limits import EARLY, HORIZON, LATE, LEASE, MAX_CLAIMS
from shared.domain.webhooks.schedule import next_attempt


class DeliveryStatus(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    EXHAUSTED = "exhausted"
    CANCELLED = "cancelled"
    HELD = "held"


class Trigger(StrEnum):
    """What an attempt comes from."""

    SCHEDULE = "schedule"
    MANUAL = "manual"


class Delivery(Value):
    """`attempts` are those that have ended; `claims` how often the next one was begun.

    `round` counts the deliveries of this event to this endpoint that came before; `resent_as` is the one after.
    """

    organisation_id: str
    id: str
    endpoint_id: str
    event: DomainEvent
    round: int = 0
    status: DeliveryStatus = DeliveryStatus.PENDING
    trigger: Trigger = Trigger.SCHEDULE
    attempts: int = 0
    claims: int = 0
    lease_until: datetime | None = None
    created_at: datetime
    first_attempt_at: datetime | None = None
    next_attempt_at: datetime | None
    ended_at: datetime | None = None
    reason: str | None = None
    resent_as: str | None = None
    version: int = 1

    @property
    def is_pending(self) -> bool:
        """Whether something will still be sent by itself."""
        return self.status is DeliveryStatus.PENDING

    @property
    def due_at(self) -> datetime | None:
        """When to look whether its timer or its sender is lost. A lease is long, so it is looked at when it ends."""
        if not self.is_pending:
            return None
        return self.lease_until - LATE if self.lease_until else self.next_attempt_at

    @property
    def reference(self) -> "DeliveryReference":
        """What travels in queues and schedules: the next attempt by its ids."""
        return DeliveryReference(organisation_id=self.organisation_id, delivery_id=self.id, attempt=self.attempts + 1)


class DeliveryReference(Value):
    """An attempt of a delivery, by ids only."""

    organisation_id: str
    delivery_id: str
    attempt: int


class AttemptRecord(Value):
    """An attempt as it went. `claim` tells an attempt from its repeats after senders that died."""

    number: int
    claim: int
    trigger: Trigger
    at: datetime
    status: int | None = None
    trouble: SendTrouble | None = None
    seconds: float = 0.0
    body: str = Field(default="", repr=False)
    next_attempt_at: datetime | None = None


class Claim(StrEnum):
    """What became of wanting to make an attempt."""

    TAKEN = "taken"
    STALE = "stale"
    BUSY = "busy"
    EARLY = "early"


def delivery_id(event_id: str, endpoint_id: str, round_: int = 0) -> str:
    """The same for every repeat."""
    return "dlv_" + hashlib.sha256(f"{event_id}#{endpoint_id}#{round_}".encode()).hexdigest()[:32]


def new_delivery(event: DomainEvent, endpoint_id: str, at: datetime, *, round_: int = 0) -> Delivery:
    """A delivery that is due at once."""
    return Delivery(
        organisation_id=event.organisation_id,
        id=delivery_id(event.event_id, endpoint_id, round_),
        endpoint_id=endpoint_id,
        event=event,
        round=round_,
        trigger=Trigger.MANUAL if round_ else Trigger.SCHEDULE,
        created_at=at,
        next_attempt_at=at,
    )


def claim(delivery: Delivery, attempt: int, at: datetime) -> tuple[Claim, Delivery]:
    """Takes attempt number `attempt`, if it is the next one, its time has come, and no other sender is at it."""
    if not delivery.is_pending or delivery.attempts != attempt - 1:
        return Claim.STALE, delivery
    if delivery.lease_until and at < delivery.lease_until:
        return Claim.BUSY, delivery
    if delivery.next_attempt_at and at < delivery.next_attempt_at - EARLY:
        return Claim.EARLY, delivery
    taken = {
        "claims": delivery.claims + 1,
        "lease_until": at + LEASE,
        "first_attempt_at": delivery.first_attempt_at or at,
    }
    return Claim.TAKEN, _changed(delivery, **taken)


def stillborn(delivery: Delivery, at: datetime) -> Answer | None:
    """Why the attempt that was just claimed is not to be made: its senders keep dying, or it comes days too late."""
    if delivery.claims > MAX_CLAIMS:
        return Answer(trouble=SendTrouble.SENDER_DIED)
    late = delivery.first_attempt_at is not None and at > delivery.first_attempt_at + HORIZON + LEASE
    return Answer(trouble=SendTrouble.EXPIRED) if late else None


def conclude(delivery: Delivery, answer: Answer, at: datetime) -> Delivery:
    """The claimed attempt has ended with this answer."""
    attempts = delivery.attempts + 1
    ended = {"attempts": attempts, "claims": 0, "lease_until": None, "trigger": Trigger.SCHEDULE}
    if answer.is_success:
        return _ended(delivery, DeliveryStatus.DELIVERED, None, at, **ended)
    first = delivery.first_attempt_at or at
    again = next_attempt(first, attempts, at, about=delivery.id, retry_after=answer.retry_after)
    if again is None:
        return _ended(delivery, DeliveryStatus.EXHAUSTED, answer.reason, at, **ended)
    return _changed(delivery, next_attempt_at=again, reason=answer.reason, **ended)


def hold(delivery: Delivery, reason: str, at: datetime) -> Delivery:
    """Its endpoint is disabled: it waits until somebody resumes it."""
    return _stopped(delivery, DeliveryStatus.HELD, reason, at)


def cancel(delivery: Delivery, reason: str, at: datetime) -> Delivery:
    """Its endpoint or what it is about is no more."""
    return _stopped(delivery, DeliveryStatus.CANCELLED, reason, at)


def hurry(delivery: Delivery, at: datetime) -> Delivery:
    """Somebody wants the next attempt now; its timer finds it made. It counts, and the schedule goes on after it.

    Raises ResendInProgress while an attempt is under way or already due.
    """
    due = delivery.next_attempt_at is None or delivery.next_attempt_at <= at
    if due or (delivery.lease_until and at < delivery.lease_until):
        raise ResendInProgress("an attempt of this delivery is under way", field="deliveryId")
    return _changed(delivery, next_attempt_at=at, trigger=Trigger.MANUAL)


def resend(delivery: Delivery, at: datetime) -> tuple[Delivery, Delivery]:
    """A delivery that goes on no more, and another one of the same event. Raises ResendInProgress for a second one."""
    if delivery.resent_as:
        raise ResendInProgress(f"it was sent again as {delivery.resent_as}", field="deliveryId")
    again = new_delivery(delivery.event, delivery.endpoint_id, at, round_=delivery.round + 1)
    status = DeliveryStatus.CANCELLED if delivery.status is DeliveryStatus.HELD else delivery.status
    return _changed(delivery, resent_as=again.id, status=status), again


def attempt_record(before: Delivery, answer: Answer, at: datetime, after: Delivery | None) -> AttemptRecord:
    """What the log says of the attempt that `before` had claimed and that began at `at`."""
    return AttemptRecord(
        number=before.attempts + 1,
        claim=before.claims,
        trigger=before.trigger,
        at=at,
        status=answer.status,
        trouble=answer.trouble,
        seconds=round(answer.seconds, 3),
        body=answer.body,
        next_attempt_at=after.next_attempt_at if after else None,
    )


def _stopped(delivery: Delivery, status: DeliveryStatus, reason: str, at: datetime) -> Delivery:
    return _ended(delivery, status, reason, at, lease_until=None, claims=0)


def _ended(delivery: Delivery, status: DeliveryStatus, reason: str | None, at: datetime, **fields: object) -> Delivery:
    return _changed(delivery, status=status, reason=reason, ended_at=at, next_attempt_at=None, **fields)


def _changed(delivery: Delivery, **fields: object) -> Delivery:
    return delivery.model_copy(update={**fields, "version": delivery.version + 1})
