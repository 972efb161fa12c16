"""Everything that webhooks need, in memory: an endpoint, its receiver, the queue, the timer and the clock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.domain.errors import StorageThrottled
from shared.domain.events import DomainEvent
from shared.domain.webhooks.answer import Answer
from shared.domain.webhooks.delivery import AttemptRecord, Delivery, DeliveryReference, delivery_id
from shared.domain.webhooks.endpoint import Endpoint
from shared.domain.webhooks.sending import SendLane
from shared.ports import (
    CrowdQueue,
    DeliveryQueue,
    DeliveryStore,
    EndpointStore,
    EventOutbox,
    SendSlots,
    Timer,
    WebhookSender,
)
from shared.usecases.fan_out_event import FanOutPorts, fan_out_event
from shared.usecases.manage_webhooks import WebhookPorts
from shared.usecases.reconcile_deliveries import reconcile_deliveries
from shared.usecases.send_webhook import SendPorts
from shared.usecases.send_webhooks import BatchOutcome, BatchPorts, send_webhooks
from shared.usecases.tell_of_event import TellPorts
from tests.builders import ORGANISATION, event
from tests.fakes import (
    MemoryCrowds,
    MemoryDeliveries,
    MemoryDeliveryQueue,
    MemoryEndpoints,
    MemoryOutbox,
    MemorySendSlots,
    MemorySessions,
    ScriptedSender,
    SettableClock,
)
from tests.unit.domain.webhooks.builders import ENDPOINT, endpoint
from tests.unit.world import World, finished

API = "https://api.example.com"
WELL, FAULT = Answer(status=204, seconds=0.1), Answer(status=500, seconds=0.2)


@dataclass
class Hooks:
    """An interview that is completed, and who is told of it."""

    world: World = field(default_factory=finished)

    def __post_init__(self) -> None:
        self.clock: SettableClock = self.world.clock
        self.outbox = MemoryOutbox()
        self.deliveries = MemoryDeliveries(outbox=self.outbox)
        self.endpoints, self.slots = MemoryEndpoints(), MemorySendSlots()
        self.queue, self.sender = MemoryDeliveryQueue(self.clock), ScriptedSender(self.clock)
        self.crowds = MemoryCrowds()
        self.calls = 0

    @property
    def making(self) -> FanOutPorts:
        return FanOutPorts(self.outbox, self.endpoints, self.deliveries, self.queue, self.clock)

    @property
    def managing(self) -> WebhookPorts:
        return WebhookPorts(self.endpoints, self.sender, self.clock)

    @property
    def telling(self) -> TellPorts:
        world, sessions = self.world, MemorySessions(self.world.memory)
        return TellPorts(world.interviews, world.results, lambda: world.artifacts, sessions, API)

    @property
    def sending(self) -> BatchPorts:
        ports = SendPorts(self.endpoints, self.deliveries, self.sender, self.queue, self.clock, self.telling)
        return BatchPorts(ports, self.queue, self.slots)

    def answers(self, *answers: Answer) -> None:
        """The receiver gives these, the last one for ever."""
        left = list(answers)
        self.sender.answer = lambda _: left.pop(0) if len(left) > 1 else left[0]

    def add(self, **fields: Any) -> Endpoint:
        made = endpoint(**{"created_at": self.clock.now(), "updated_at": self.clock.now()} | fields)
        self.endpoints.create_endpoint(made)
        return made

    def tell(self, told: DomainEvent | None = None) -> Delivery:
        """An event is fanned out to the endpoint."""
        told = told or event()
        fan_out_event(told, ports=self.making)
        return self.deliveries.get_delivery(told.organisation_id, delivery_id(told.event_id, ENDPOINT))

    def send(self, *references: DeliveryReference, lane: SendLane = SendLane.FIRST) -> BatchOutcome:
        """A batch of the sender."""
        self.calls += 1
        messages = [(f"m{number}", reference) for number, reference in enumerate(references)]
        return send_webhooks(messages, lane, f"call-{self.calls}", ports=self.sending)

    def step(self) -> BatchOutcome:
        """What comes out of the queue now is sent."""
        return self.send(*self.queue.due())

    def run(self, **duration: float) -> None:
        """Time goes on from one due message to the next, for so long."""
        end = self.clock.now() + timedelta(**duration)
        while True:
            self.step()
            coming = [at for at, _, _ in self.queue.waiting if at <= end]
            if not coming:
                break
            self.clock.time = max(min(coming), self.clock.now())
        self.clock.time = end

    def reconcile(self) -> int:
        return reconcile_deliveries(ports=self.making)

    def known(self, told: Delivery) -> Delivery:
        return self.deliveries.get_delivery(told.organisation_id, told.id)

    def log(self, told: Delivery) -> list[AttemptRecord]:
        return list(self.deliveries.list_attempts(told.organisation_id, told.id))

    def sent_at(self) -> list[datetime]:
        return [at for at, _ in self.sender.sent]

    def endpoint(self) -> Endpoint:
        return self.endpoints.get_endpoint(ORGANISATION, ENDPOINT)


class Dies(Exception):
    """The process ends here."""


def hold_to_ports(hooks: Hooks) -> None:
    """Never called: mypy reads it."""
    outbox: EventOutbox = hooks.outbox
    endpoints: EndpointStore = hooks.endpoints
    deliveries: DeliveryStore = hooks.deliveries
    slots: SendSlots = hooks.slots
    queue: DeliveryQueue = hooks.queue
    timer: Timer = hooks.queue
    crowds: CrowdQueue = hooks.crowds
    sender: WebhookSender = hooks.sender
    del outbox, endpoints, deliveries, slots, queue, timer, crowds, sender


THROTTLED = StorageThrottled("the table answered ThrottlingException")
