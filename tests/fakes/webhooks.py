"""Webhook endpoints, deliveries, their queue, timer and sender in memory, under the table's conditions."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import RLock
from typing import ClassVar

from shared.domain.errors import (
    Conflict,
    EndpointChanged,
    InvalidRequest,
    StorageThrottled,
    UnknownDelivery,
    UnknownEndpoint,
)
from shared.domain.events import DomainEvent, EventName
from shared.domain.interview_key import InterviewKey
from shared.domain.webhooks.answer import Answer
from shared.domain.webhooks.crowd import Crowd
from shared.domain.webhooks.delivery import AttemptRecord, Delivery, DeliveryReference
from shared.domain.webhooks.destination import Destinations
from shared.domain.webhooks.endpoint import Endpoint
from shared.domain.webhooks.limits import LEASE, MAX_IN_FLIGHT
from shared.domain.webhooks.request import WebhookRequest
from shared.domain.webhooks.sending import SendLane
from shared.domain.webhooks.statistics import DayCount
from shared.ports import Clock, Page
from tests.fakes.memory import changed

Name = tuple[str, str]


@dataclass
class MemoryOutbox:
    """Implements `EventOutbox`."""

    shards: ClassVar[int] = 1
    events: dict[str, DomainEvent] = field(default_factory=dict)

    def waiting(self, shard: int, before: datetime, *, limit: int) -> Sequence[DomainEvent]:
        late = [event for event in self.events.values() if event.occurred_at < before]
        return sorted(late, key=lambda event: event.occurred_at)[:limit]

    def done(self, event: DomainEvent) -> None:
        self.events.pop(event.event_id, None)


@dataclass
class MemoryEndpoints:
    """Implements `EndpointStore`. `outbox` is what changes have announced."""

    endpoints: dict[Name, Endpoint] = field(default_factory=dict)
    outbox: list[DomainEvent] = field(default_factory=list)
    _lock: RLock = field(default_factory=RLock)

    def create_endpoint(self, endpoint: Endpoint) -> None:
        with self._lock:
            if (endpoint.organisation_id, endpoint.id) in self.endpoints:
                raise Conflict("the id is taken", field="id")
            self.endpoints[endpoint.organisation_id, endpoint.id] = endpoint

    def get_endpoint(self, organisation_id: str, endpoint_id: str) -> Endpoint:
        try:
            return self.endpoints[organisation_id, endpoint_id]
        except KeyError:
            raise UnknownEndpoint("the organisation has no such endpoint", field="endpointId") from None

    def list_endpoints(self, organisation_id: str) -> Sequence[Endpoint]:
        with self._lock:
            found = [one for (tenant, _), one in self.endpoints.items() if tenant == organisation_id]
        return sorted(found, key=lambda endpoint: (endpoint.created_at, endpoint.id))

    def change_endpoint(self, endpoint: Endpoint, events: Sequence[DomainEvent] = ()) -> None:
        with self._lock:
            known = self.endpoints.get((endpoint.organisation_id, endpoint.id))
            if known is None or known.version != endpoint.version - 1:
                raise EndpointChanged("the endpoint was changed meanwhile", field="endpointId")
            self.endpoints[endpoint.organisation_id, endpoint.id] = changed(endpoint)
            self.outbox += events

    def delete_endpoint(self, organisation_id: str, endpoint_id: str) -> None:
        with self._lock:
            self.endpoints.pop((organisation_id, endpoint_id), None)


@dataclass
class MemoryDeliveries:
    """Implements `DeliveryStore`. What is `outbox` is where events wait for their webhooks."""

    shards: ClassVar[int] = 1
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)

    deliveries: dict[Name, Delivery] = field(default_factory=dict)
    attempts: dict[Name, dict[tuple[int, int], AttemptRecord]] = field(default_factory=dict)
    looks: dict[Name, datetime] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    days: dict[tuple[str, str, date], DayCount] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def create_delivery(self, delivery: Delivery) -> bool:
        with self._lock:
            if _name(delivery) in self.deliveries:
                return False
            self._put(delivery)
            return True

    def create_deliveries(self, fresh: Sequence[tuple[DomainEvent, Sequence[Delivery]]]) -> Collection[DomainEvent]:
        with self._lock:
            left = [event for event, deliveries in fresh if any(_name(one) in self.deliveries for one in deliveries)]
            written = [(event, deliveries) for event, deliveries in fresh if event not in left]
            for event, deliveries in written:
                for one in deliveries:
                    self._put(one)
                self.outbox.done(event)
            return left

    def get_delivery(self, organisation_id: str, delivery_id: str) -> Delivery:
        try:
            return self.deliveries[organisation_id, delivery_id]
        except KeyError:
            raise UnknownDelivery("the organisation has no such delivery", field="deliveryId") from None

    def change_delivery(
        self, delivery: Delivery, attempts: Sequence[AttemptRecord] = (), more: Delivery | None = None
    ) -> bool:
        with self._lock:
            known = self.deliveries.get(_name(delivery))
            taken = more is not None and _name(more) in self.deliveries
            if known is None or known.version != delivery.version - 1 or taken:
                return False
            self._put(changed(delivery))
            log = self.attempts.setdefault(_name(delivery), {})
            log |= {(one.number, one.claim): one for one in attempts}
            if more:
                self._put(more)
            return True

    def _put(self, delivery: Delivery) -> None:
        self.deliveries[_name(delivery)] = delivery
        self.looks.pop(_name(delivery), None)

    def list_deliveries(
        self, organisation_id: str, endpoint_id: str, *, limit: int, cursor: str | None
    ) -> Page[Delivery]:
        with self._lock:
            theirs = [one for one in self.deliveries.values() if one.organisation_id == organisation_id]
        mine = [(one.created_at.isoformat(), one.id, one) for one in theirs if one.endpoint_id == endpoint_id]
        after = _read_cursor(cursor, endpoint_id) if cursor else None
        places = [place for place in sorted(mine, reverse=True) if after is None or place[:2] < after]
        page = tuple(place[2] for place in places[:limit])
        more = json.dumps([endpoint_id, *places[limit - 1][:2]]) if len(places) >= limit else None
        return Page[Delivery](items=page, cursor=more)

    def list_attempts(self, organisation_id: str, delivery_id: str) -> Sequence[AttemptRecord]:
        log = self.attempts.get((organisation_id, delivery_id), {})
        return [log[key] for key in sorted(log)]

    def deliveries_of(self, key: InterviewKey) -> Sequence[Delivery]:
        with self._lock:
            theirs = [one for one in self.deliveries.values() if one.event.interview == key]
        found = [one for one in theirs if one.id not in self.forgotten]
        return [one for one in found if one.event.event is not EventName.INTERVIEW_DELETED]

    def erase_attempts(self, organisation_id: str, delivery_id: str) -> int:
        return len(self.attempts.pop((organisation_id, delivery_id), {}))

    def forget_interview(self, key: InterviewKey, delivery_id: str) -> None:
        self.forgotten.add(delivery_id)

    def overdue(self, shard: int, before: datetime, *, limit: int) -> Sequence[Delivery]:
        with self._lock:
            due = [(self.looks.get(_name(one), one.due_at), one) for one in self.deliveries.values()]
        late = [(at, one.id, one) for at, one in due if one.is_pending and at and at < before]
        return [one for _, _, one in sorted(late)][:limit]

    def look_again(self, delivery: Delivery, at: datetime) -> None:
        with self._lock:
            known = self.deliveries.get(_name(delivery))
            if known and known.version == delivery.version and known.is_pending:
                self.looks[_name(delivery)] = at

    def count_attempts(self, organisation_id: str, endpoint_id: str, day: DayCount) -> None:
        with self._lock:
            known = self.days.get((organisation_id, endpoint_id, day.day), DayCount(day=day.day))
            counted = day.model_dump(exclude={"day"})
            summed = {name: getattr(known, name) + value for name, value in counted.items()}
            self.days[organisation_id, endpoint_id, day.day] = DayCount(day=day.day, **summed)

    def list_days(self, organisation_id: str, endpoint_id: str, since: date) -> Sequence[DayCount]:
        mine = [
            day
            for (tenant, endpoint, _), day in self.days.items()
            if (tenant, endpoint) == (organisation_id, endpoint_id)
        ]
        return sorted((day for day in mine if day.day >= since), key=lambda day: day.day)


@dataclass
class MemorySendSlots:
    """Implements `SendSlots`."""

    most: int = MAX_IN_FLIGHT
    holders: int = 10
    held: dict[Name, tuple[int, datetime]] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def take(self, organisation_id: str, holder: str, wanted: int, at: datetime) -> int:
        with self._lock:
            self.held = {name: share for name, share in self.held.items() if share[1] > at}
            theirs = [count for (tenant, _), (count, _) in self.held.items() if tenant == organisation_id]
            count = max(0, min(wanted, self.most - sum(theirs))) if len(theirs) < self.holders else 0
            if count:
                self.held[organisation_id, holder] = (count, at + LEASE)
            return count

    def give_back(self, organisation_id: str, holder: str, count: int) -> None:
        with self._lock:
            self.held.pop((organisation_id, holder), None)


@dataclass
class MemoryDeliveryQueue:
    """Implements `DeliveryQueue` and `Timer`: what waits, and until when. Loses everything while it is `lossy`."""

    clock: Clock
    waiting: list[tuple[datetime, SendLane, DeliveryReference]] = field(default_factory=list)
    lossy: bool = False
    throttled: bool = False

    def send(self, reference: DeliveryReference, lane: SendLane, *, seconds: int = 0) -> None:
        self._add(self.clock.now() + timedelta(seconds=seconds), lane, reference)

    def send_all(self, waiting: Sequence[tuple[DeliveryReference, int]], lane: SendLane) -> None:
        for reference, seconds in waiting:
            self.send(reference, lane, seconds=seconds)

    def wake(self, reference: DeliveryReference, at: datetime) -> None:
        self._add(at, SendLane.REPEAT, reference)

    def _add(self, at: datetime, lane: SendLane, reference: DeliveryReference) -> None:
        if self.throttled:
            raise StorageThrottled("the queue answered ThrottlingException")
        if not self.lossy:
            self.waiting.append((at, lane, reference))

    def due(self) -> list[DeliveryReference]:
        """What comes out now, in the order of time."""
        now = self.clock.now()
        ready = sorted((place for place in self.waiting if place[0] <= now), key=lambda place: place[0])
        self.waiting = [place for place in self.waiting if place[0] > now]
        return [reference for _, _, reference in ready]


@dataclass
class MemoryCrowds:
    """Implements `CrowdQueue`."""

    waiting: list[Crowd] = field(default_factory=list)
    throttled: bool = False

    def put(self, crowds: Sequence[Crowd]) -> None:
        if self.throttled:
            raise StorageThrottled("the queue answered ThrottlingException")
        self.waiting += crowds


@dataclass
class ScriptedSender:
    """Implements `WebhookSender`. Answers by `answer`, or else 204; `sent` has every request with its time."""

    clock: Clock
    answer: Callable[[WebhookRequest], Answer] | None = None
    rule: Destinations = field(default_factory=Destinations)
    private: frozenset[str] = frozenset()
    sent: list[tuple[datetime, WebhookRequest]] = field(default_factory=list)

    def check(self, url: str) -> None:
        if self.rule.parse(url).host in self.private:
            raise InvalidRequest("webhooks cannot go there: its address is not public", field="url")

    def send(self, request: WebhookRequest) -> Answer:
        self.sent.append((self.clock.now(), request))
        return self.answer(request) if self.answer else Answer(status=204)


def _name(delivery: Delivery) -> Name:
    return delivery.organisation_id, delivery.id


def _read_cursor(cursor: str, endpoint_id: str) -> tuple[str, ...]:
    try:
        read = json.loads(cursor)
    except ValueError:
        read = None
    if not isinstance(read, list) or len(read) != 3 or read[0] != endpoint_id:
        raise InvalidRequest("not a cursor of this list", field="cursor")
    return read[1], read[2]
