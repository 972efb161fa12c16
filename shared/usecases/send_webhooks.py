"""A batch of attempts side by side: no tenant has more than its share under way; each endpoint's health is noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.errors import TransientError, UnknownDelivery, UnknownEndpoint
from shared.domain.webhooks.delivery import DeliveryReference, DeliveryStatus
from shared.domain.webhooks.sending import SendLane, place_of
from shared.domain.webhooks.statistics import count_of
from shared.usecases.note_health import note_health
from shared.usecases.send_webhook import Attempt, send_webhook

if TYPE_CHECKING:
    from shared.domain.webhooks.endpoint import Endpoint
    from shared.ports import DeliveryQueue, SendSlots
    from shared.usecases.send_webhook import SendPorts

SIDE_BY_SIDE = 10
Message = tuple[str, DeliveryReference]  # its name in the batch, and what it asks for
Work = tuple[Sequence[str], Callable[[], Attempt | None]]  # for which messages, and what is to be done


class BatchPorts(Bundle):
    """What a batch needs."""

    sending: SendPorts
    queue: DeliveryQueue
    slots: SendSlots


class BatchOutcome:
    """What became of a batch. `failed` are the messages that come again; `postponed` went back into a queue."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.failed: list[str] = []
        self.troubles: list[Exception] = []
        self.postponed = 0

    @property
    def exhausted(self) -> int:
        """How many deliveries were given up."""
        return sum(attempt.after.status is DeliveryStatus.EXHAUSTED for attempt in self.attempts)


def send_webhooks(messages: Sequence[Message], lane: SendLane, holder: str, *, ports: BatchPorts) -> BatchOutcome:
    """Sends what may be sent. `holder` names this call. One message that fails holds up no other."""
    batch = _Batch(lane, holder, ports)
    try:
        batch.work([work for mine in _by_tenant(messages) for work in batch.planned(mine)])
    finally:
        batch.give_back()
    batch.note()
    return batch.outcome


def _by_tenant(messages: Sequence[Message]) -> Sequence[Sequence[Message]]:
    tenants: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        tenants[message[1].organisation_id].append(message)
    return list(tenants.values())


class _Batch:
    """A batch under way."""

    def __init__(self, lane: SendLane, holder: str, ports: BatchPorts) -> None:
        self.outcome = BatchOutcome()
        self._lane, self._holder, self._ports = lane, holder, ports
        self._taken: dict[str, int] = {}

    def planned(self, mine: Sequence[Message]) -> list[Work]:
        """What is to be done for a tenant's messages: as many sends as it may have, and the others wait."""
        tenant, now = mine[0][1].organisation_id, self._ports.sending.clock.now()
        self._taken[tenant] = count = self._ports.slots.take(tenant, self._holder, len(mine), now)
        sends: list[Work] = [([name], lambda one=one: self._send(one)) for name, one in mine[:count]]  # type: ignore[misc]
        waiting = mine[count:]
        return [([name for name, _ in waiting], lambda: self._postpone(waiting)), *sends] if waiting else sends

    def work(self, planned: Sequence[Work]) -> None:
        """All of it, side by side."""
        with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as pool:
            done = list(pool.map(self._guarded, planned))
        self.outcome.attempts += [attempt for attempt in done if attempt]

    def give_back(self) -> None:
        """The tenants' shares are free again."""
        for tenant, count in self._taken.items():
            if count:
                self._ports.slots.give_back(tenant, self._holder, count)

    def note(self) -> None:
        """What the attempts say of their endpoints. It is no reason to send anything again when this fails."""
        told: dict[tuple[str, str], list[Attempt]] = defaultdict(list)
        for attempt in self.outcome.attempts:
            told[attempt.after.organisation_id, attempt.after.endpoint_id].append(attempt)
        for (tenant, endpoint_id), attempts in told.items():
            try:
                self._note(tenant, endpoint_id, attempts)
            except TransientError as error:
                self.outcome.troubles.append(error)

    def _note(self, tenant: str, endpoint_id: str, attempts: Sequence[Attempt]) -> None:
        sending, answers = self._ports.sending, [attempt.answer for attempt in attempts]
        note_health(tenant, endpoint_id, answers, endpoints=sending.endpoints, clock=sending.clock)
        exhausted = sum(attempt.after.status is DeliveryStatus.EXHAUSTED for attempt in attempts)
        day = count_of(sending.clock.now().date(), answers, exhausted)
        sending.deliveries.count_attempts(tenant, endpoint_id, day)

    def _guarded(self, work: Work) -> Attempt | None:
        names, do = work
        try:
            return do()
        except Exception as error:  # noqa: BLE001 - whatever it was, only these messages come again
            self.outcome.failed += names
            self.outcome.troubles.append(error)
            return None

    def _send(self, reference: DeliveryReference) -> Attempt | None:
        return send_webhook(reference, ports=self._ports.sending)

    def _postpone(self, waiting: Sequence[Message]) -> None:
        """Puts deliveries without room back into the queue. The reconciler finds those that are lost on the way."""
        known = cache(self._ports.sending.endpoints.get_endpoint)
        places = [(self._place(reference, known), reference) for _, reference in waiting]
        for lane in SendLane:
            mine = [(reference, seconds) for (its, seconds), reference in places if its is lane]
            if mine:
                self._ports.queue.send_all(mine, lane)
        self.outcome.postponed += len(waiting)

    def _place(self, reference: DeliveryReference, endpoint_of: Callable[[str, str], Endpoint]) -> tuple[SendLane, int]:
        """The lane and the seconds that a delivery waits, not overdue before. The claim drops one that is gone."""
        deliveries, now = self._ports.sending.deliveries, self._ports.sending.clock.now()
        try:
            known = deliveries.get_delivery(reference.organisation_id, reference.delivery_id)
            endpoint = endpoint_of(known.organisation_id, known.endpoint_id)
        except (UnknownDelivery, UnknownEndpoint):
            return SendLane.REPEAT, 0
        lane, seconds = place_of(known, endpoint, self._lane, now)
        if lane is SendLane.REPEAT:
            deliveries.look_again(known, now + timedelta(seconds=seconds))
        return lane, seconds
