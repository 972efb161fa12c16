"""Fault 22: one tenant has thousands of deliveries to a receiver that never answers, and nobody else notices."""

from datetime import timedelta

import pytest

from shared.domain.errors import StorageThrottled
from shared.domain.events import DomainEvent
from shared.domain.webhooks.answer import Answer, SendTrouble
from shared.domain.webhooks.crowd import crowds_of
from shared.domain.webhooks.delivery import delivery_id
from shared.domain.webhooks.health import Health
from shared.domain.webhooks.limits import MAX_CROWD, MAX_IN_FLIGHT, MAX_SHARE
from shared.domain.webhooks.schedule import MAX_SQS_SECONDS
from shared.domain.webhooks.sending import SendLane, patience
from shared.usecases.fan_out_event import SharePorts, fan_out_crowd, fan_out_share
from shared.usecases.manage_webhooks import delete_endpoint
from tests.builders import event, run_key
from tests.fakes import MemoryCrowds
from tests.unit.domain.webhooks.builders import ENDPOINT
from tests.unit.usecases.webhooks.hooks import FAULT, Hooks

HOUR = 3600
TIMEOUT = Answer(trouble=SendTrouble.TIMEOUT, seconds=15)


@pytest.fixture
def hooks() -> Hooks:
    made = Hooks()
    made.add()
    return made


@pytest.fixture
def crowds() -> MemoryCrowds:
    return MemoryCrowds()


def events(count: int) -> list[DomainEvent]:
    return [event(run_key(number)) for number in range(1, count + 1)]


def share(hooks: Hooks, crowds: MemoryCrowds, told: list[DomainEvent]) -> None:
    hooks.outbox.events |= {one.event_id: one for one in told}
    fan_out_share(told, ports=SharePorts(hooks.making, crowds))


def unwell(hooks: Hooks, failures: int) -> None:
    hooks.endpoints.change_endpoint(hooks.endpoint().noted(health=Health(failures=failures)))


def test_fault_22_up_to_its_share_events_go_on_at_once(hooks: Hooks, crowds: MemoryCrowds) -> None:
    share(hooks, crowds, events(MAX_SHARE) * 2)  # the stream may bring them twice
    assert (len(hooks.deliveries.deliveries), crowds.waiting, hooks.outbox.events) == (MAX_SHARE, [], {})
    assert [lane for _, lane, _ in hooks.queue.waiting] == [SendLane.FIRST] * MAX_SHARE


def test_fault_22_a_crowd_waits_apart_and_then_among_the_repeats(hooks: Hooks, crowds: MemoryCrowds) -> None:
    told = events(MAX_CROWD + MAX_SHARE)
    share(hooks, crowds, told)
    assert (hooks.deliveries.deliveries, hooks.queue.waiting) == ({}, [])
    assert [len(one.events) for one in crowds.waiting] == [MAX_CROWD, MAX_SHARE]
    assert len(hooks.outbox.events) == len(told)  # should the queue lose them, they are found
    for crowd in crowds.waiting * 2:
        fan_out_crowd(crowd, ports=hooks.making)
    assert (len(hooks.deliveries.deliveries), hooks.outbox.events) == (len(told), {})
    assert {lane for _, lane, _ in hooks.queue.waiting} == {SendLane.REPEAT}


def test_fault_22_one_more_than_its_share_is_a_crowd() -> None:
    assert crowds_of(events(MAX_SHARE)) == []
    [crowd] = crowds_of(events(MAX_SHARE + 1))
    assert (crowd.organisation_id, list(crowd.events)) == ("acme", events(MAX_SHARE + 1))


def test_a_queue_of_crowds_that_refuses_is_asked_again(hooks: Hooks, crowds: MemoryCrowds) -> None:
    crowds.throttled = True
    with pytest.raises(StorageThrottled):
        share(hooks, crowds, events(MAX_SHARE + 1))


def test_fault_22_a_crowd_to_somebody_unwell_does_not_even_ask_at_once(hooks: Hooks, crowds: MemoryCrowds) -> None:
    share(hooks, crowds, events(MAX_SHARE + 1))
    unwell(hooks, MAX_IN_FLIGHT)
    for crowd in crowds.waiting:
        fan_out_crowd(crowd, ports=hooks.making)
    assert min(at for at, _, _ in hooks.queue.waiting) >= hooks.clock.now() + timedelta(minutes=5)
    hooks.clock.advance(minutes=7)
    assert hooks.reconcile() == 0, "what waits on purpose is not lost"


def test_fault_22_thousands_for_a_receiver_that_never_answers_ask_a_few_times_in_an_hour(
    hooks: Hooks, crowds: MemoryCrowds
) -> None:
    hooks.slots.most = 0  # its share is always taken
    share(hooks, crowds, events(3 * MAX_CROWD))
    unwell(hooks, MAX_IN_FLIGHT)
    for crowd in crowds.waiting:
        fan_out_crowd(crowd, ports=hooks.making)
    end, asked = hooks.clock.now() + timedelta(seconds=HOUR), 0
    while coming := [at for at, _, _ in hooks.queue.waiting if at <= end]:
        hooks.clock.time = min(coming)
        due = hooks.queue.due()
        asked += len(due)
        hooks.send(*due, lane=SendLane.REPEAT)
    assert asked <= 8 * 3 * MAX_CROWD
    assert len(hooks.queue.waiting) == 3 * MAX_CROWD


def test_fault_22_a_tenant_has_at_most_its_share_under_way(hooks: Hooks) -> None:
    hooks.slots.most = 3
    told = [hooks.tell(event(run_key(number))) for number in range(1, 9)]
    hooks.queue.waiting.clear()
    outcome = hooks.send(*(one.reference for one in told))
    assert (len(outcome.attempts), outcome.postponed) == (3, 5)
    assert len(hooks.queue.waiting) == 5
    assert hooks.slots.held == {}


def test_fault_22_a_short_rush_stays_among_the_first_attempts_and_a_long_one_leaves_them(hooks: Hooks) -> None:
    hooks.slots.most = 0
    told = hooks.tell()
    for seconds, lane in ((9.9, SendLane.FIRST), (10, SendLane.REPEAT)):
        hooks.queue.waiting.clear()
        hooks.clock.time = told.created_at + timedelta(seconds=seconds)
        hooks.send(told.reference)
        [(at, its, _)] = hooks.queue.waiting
        assert its is lane
        assert at > hooks.clock.now()


def test_fault_22_who_has_failed_once_leaves_the_first_attempts_at_once(hooks: Hooks) -> None:
    hooks.endpoints.change_endpoint(hooks.endpoint().noted(health=Health(failures=1)))
    hooks.slots.most = 0
    told = hooks.tell()
    hooks.queue.waiting.clear()
    hooks.send(told.reference)
    assert [lane for _, lane, _ in hooks.queue.waiting] == [SendLane.REPEAT]


@pytest.mark.parametrize(
    ("failures", "waited", "least", "most"),
    [
        (0, 0, 2, 3),
        (0, 60, 30, 59),
        (0, 600, 30, 59),
        (2, 7200, 30, 59),
        (2, 0, 2, 3),
        (3, 0, 60, 119),
        (19, 0, 60, 119),
        (20, 0, 300, 599),
        (20, 900, 450, 899),
        (20, 7200, 900, 900),
    ],
)
def test_fault_22_it_asks_the_more_rarely_the_worse_its_receiver_does_and_the_longer_it_has_waited(
    hooks: Hooks, failures: int, waited: int, least: int, most: int
) -> None:
    known = hooks.endpoint().noted(health=Health(failures=failures))
    ids = [delivery_id(f"evt_{number}", ENDPOINT) for number in range(50)]
    made = [hooks.tell().model_copy(update={"id": one}) for one in ids]
    later = made[0].created_at + timedelta(seconds=waited)
    found = {patience(one, known, later) for one in made}
    assert least <= min(found) <= max(found) <= most <= MAX_SQS_SECONDS


@pytest.mark.parametrize(("failures", "least", "most"), [(0, 2, 10), (3, 60, 300)])
def test_fault_22_among_the_repeats_it_waits_for_longer_the_worse_its_receiver_does(
    hooks: Hooks, failures: int, least: int, most: int
) -> None:
    hooks.endpoints.change_endpoint(hooks.endpoint().noted(health=Health(failures=failures)))
    hooks.slots.most = 0
    told = hooks.tell()
    hooks.queue.waiting.clear()
    hooks.send(told.reference, lane=SendLane.REPEAT)
    [(at, lane, reference)] = hooks.queue.waiting
    assert timedelta(seconds=least) <= at - hooks.clock.now() < timedelta(seconds=most)
    assert (lane, reference) == (SendLane.REPEAT, told.reference)
    assert hooks.known(told).attempts == 0
    hooks.clock.time = at + timedelta(minutes=2)
    assert hooks.reconcile() == 0
    hooks.clock.advance(seconds=1)
    assert hooks.reconcile() == 1


def test_what_is_no_more_waits_no_longer(hooks: Hooks) -> None:
    hooks.slots.most = 0
    told = hooks.tell()
    hooks.queue.waiting.clear()
    delete_endpoint("acme", ENDPOINT, endpoints=hooks.endpoints)
    hooks.send(told.reference, lane=SendLane.REPEAT)
    assert [at for at, _, _ in hooks.queue.waiting] == [hooks.clock.now()]


def test_fault_22_who_has_just_failed_waits_where_it_slows_nobody(hooks: Hooks) -> None:
    hooks.answers(FAULT)
    for number in range(1, 4):
        hooks.tell(event(run_key(number)))
        hooks.step()
    hooks.queue.waiting.clear()
    hooks.tell(event(run_key(9)))
    assert [lane for _, lane, _ in hooks.queue.waiting] == [SendLane.REPEAT]
