"""What is needed to tell others by webhook. Every method names the tenant, in its key or in the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from shared.domain.events import DomainEvent
    from shared.domain.interview_key import InterviewKey
    from shared.domain.webhooks.answer import Answer
    from shared.domain.webhooks.crowd import Crowd
    from shared.domain.webhooks.delivery import AttemptRecord, Delivery, DeliveryReference
    from shared.domain.webhooks.endpoint import Endpoint
    from shared.domain.webhooks.request import WebhookRequest
    from shared.domain.webhooks.sending import SendLane
    from shared.domain.webhooks.statistics import DayCount
    from shared.ports.stores import Page


class EndpointStore(Protocol):
    """Webhook endpoints. Every answer is consistent with all earlier writes."""

    def create_endpoint(self, endpoint: Endpoint) -> None:
        """Keeps a new endpoint. Raises Conflict when the id is taken."""
        ...

    def get_endpoint(self, organisation_id: str, endpoint_id: str) -> Endpoint:
        """The endpoint of that id. Raises UnknownEndpoint."""
        ...

    def list_endpoints(self, organisation_id: str) -> Sequence[Endpoint]:
        """All, the oldest first."""
        ...

    def change_endpoint(self, endpoint: Endpoint, events: Sequence[DomainEvent] = ()) -> None:
        """One transaction: the next version of what is known, and outbox events. Raises EndpointChanged."""
        ...

    def delete_endpoint(self, organisation_id: str, endpoint_id: str) -> None:
        """A repeat does nothing."""
        ...


class EventOutbox(Protocol):
    """Events whose webhooks are not made yet. The stream brings them; this is for those that it has lost."""

    @property
    def shards(self) -> int:
        """How many parts `waiting` is asked in."""
        ...

    def waiting(self, shard: int, before: datetime, *, limit: int) -> Sequence[DomainEvent]:
        """Those that happened before then, the oldest first."""
        ...

    def done(self, event: DomainEvent) -> None:
        """Its webhooks are made. A repeat does nothing."""
        ...


class DeliveryStore(Protocol):
    """Deliveries and the log of their attempts. Lists may lag behind; whatever is changed is compared by version."""

    @property
    def shards(self) -> int:
        """How many parts `overdue` is asked in."""
        ...

    def create_delivery(self, delivery: Delivery) -> bool:
        """False when it is there already."""
        ...

    def create_deliveries(self, fresh: Sequence[tuple[DomainEvent, Sequence[Delivery]]]) -> Collection[DomainEvent]:
        """Of each event, in one transaction: all of its deliveries, and that it waits for its webhooks no more.

        Answers the events of which nothing was written: a delivery of theirs is there already, or they are not; or it
        was so with one that shared their transaction.
        """
        ...

    def get_delivery(self, organisation_id: str, delivery_id: str) -> Delivery:
        """Consistent. Raises UnknownDelivery."""
        ...

    def change_delivery(
        self, delivery: Delivery, attempts: Sequence[AttemptRecord] = (), more: Delivery | None = None
    ) -> bool:
        """One transaction: the next version, what the log gets, another new delivery. False when it was changed since.

        Also False when `more` is there already.
        """
        ...

    def list_deliveries(
        self, organisation_id: str, endpoint_id: str, *, limit: int, cursor: str | None
    ) -> Page[Delivery]:
        """Newest first. Raises InvalidRequest for a cursor that is not of this list."""
        ...

    def list_attempts(self, organisation_id: str, delivery_id: str) -> Sequence[AttemptRecord]:
        """In the order in which they were made."""
        ...

    def deliveries_of(self, key: InterviewKey) -> Sequence[Delivery]:
        """All that tell of an interview, but for that it was deleted: for its erasure."""
        ...

    def erase_attempts(self, organisation_id: str, delivery_id: str) -> int:
        """Removes what receivers have answered; how many attempts that were."""
        ...

    def forget_interview(self, key: InterviewKey, delivery_id: str) -> None:
        """The delivery is no longer among those of the interview. A repeat does nothing."""
        ...

    def overdue(self, shard: int, before: datetime, *, limit: int) -> Sequence[Delivery]:
        """Those of a shard whose timer or sender may be lost, the longest overdue first."""
        ...

    def look_again(self, delivery: Delivery, at: datetime) -> None:
        """It is not overdue before `at`, unless it changes. Nothing happens when it was changed since."""
        ...

    def count_attempts(self, organisation_id: str, endpoint_id: str, day: DayCount) -> None:
        """Adds to an endpoint's day."""
        ...

    def list_days(self, organisation_id: str, endpoint_id: str, since: date) -> Sequence[DayCount]:
        """An endpoint's days, the oldest first; those without attempts are left out."""
        ...


class SendSlots(Protocol):
    """How many sends of a tenant are under way at once, and in how many batches of senders.

    A batch lasts as long as its slowest receiver: were a tenant in all of them, one dead receiver would hold up
    everybody. A holder that dies gives its share back by itself.
    """

    def take(self, organisation_id: str, holder: str, wanted: int, at: datetime) -> int:
        """How many of `wanted` may be sent now; `holder` has none yet."""
        ...

    def give_back(self, organisation_id: str, holder: str, count: int) -> None:
        """What was taken; a repeat does nothing."""
        ...


class DeliveryQueue(Protocol):
    """Where attempts wait for a sender."""

    def send(self, reference: DeliveryReference, lane: SendLane, *, seconds: int = 0) -> None:
        """At least once, after at most 900 seconds. Raises StorageThrottled."""
        ...

    def send_all(self, waiting: Sequence[tuple[DeliveryReference, int]], lane: SendLane) -> None:
        """Each after its seconds. Raises StorageThrottled when one of them is not in the queue; others may be."""
        ...


class CrowdQueue(Protocol):
    """Where a tenant's events wait that were too many at once."""

    def put(self, crowds: Sequence[Crowd]) -> None:
        """At least once. Raises StorageThrottled when one of them is not in the queue; others may be."""
        ...


class Timer(Protocol):
    """Wakes a delivery. It may forget, and it may do so twice: the reconciler and the claim are what makes it right."""

    def wake(self, reference: DeliveryReference, at: datetime) -> None:
        """Has the delivery looked at again at that time. Raises StorageThrottled."""
        ...


class WebhookSender(Protocol):
    """HTTP to whoever wants to be told, with all the suspicion that this needs."""

    def check(self, url: str) -> None:
        """Raises InvalidRequest when webhooks may not go there: by its text, or by where its name leads now."""
        ...

    def send(self, request: WebhookRequest) -> Answer:
        """The answer within 15 seconds, or why there is none. Never raises."""
        ...
