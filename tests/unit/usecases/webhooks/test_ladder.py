"""The life of a delivery over two days, in milliseconds; faults 7 to 24 where they concern it."""

import json
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from standardwebhooks import Webhook

from shared.domain.errors import EndpointDisabled, ResendInProgress
from shared.domain.events import EventName, interview_event
from shared.domain.webhooks.answer import Answer, SendTrouble
from shared.domain.webhooks.delivery import DeliveryStatus, Trigger
from shared.domain.webhooks.endpoint import DisabledBecause
from shared.domain.webhooks.schedule import DELAYS
from shared.domain.webhooks.secret import secret_from
from shared.usecases.manage_webhooks import EndpointChange, change_endpoint, delete_endpoint, rotate_secret
from shared.usecases.resend_deliveries import recover_deliveries, resend_delivery
from tests.builders import INTERVIEW, event, run_key
from tests.unit.domain.webhooks.builders import ENDPOINT, SECRET
from tests.unit.usecases.webhooks.hooks import FAULT, THROTTLED, WELL, Dies, Hooks

GONE = Answer(status=410)


@pytest.fixture
def hooks() -> Hooks:
    made = Hooks()
    made.add()
    return made


def dies(*_: object, **__: object) -> Any:
    raise Dies


def test_what_is_heard_is_sent_once(hooks: Hooks) -> None:
    told = hooks.tell()
    hooks.run(hours=60)
    assert hooks.known(told).status is DeliveryStatus.DELIVERED
    assert [(one.number, one.status, one.trigger) for one in hooks.log(told)] == [(1, 204, "schedule")]
    assert len(hooks.sender.sent) == 1


def test_fault_7_a_receiver_that_fails_for_ever_is_asked_eight_times_in_two_days(hooks: Hooks) -> None:
    hooks.answers(FAULT)
    told, began = hooks.tell(), hooks.clock.now()
    hooks.run(hours=100)
    sent = hooks.sent_at()
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(sent)]
    assert len(sent) == 8
    assert sent[0] == began
    assert sent[-1] <= began + timedelta(hours=48)
    assert all(0.8 * delay <= gap <= 1.2 * delay for delay, gap in zip(DELAYS[1:-1], gaps[:-1], strict=True))
    known = hooks.known(told)
    assert (known.status, known.attempts, known.reason) == (DeliveryStatus.EXHAUSTED, 8, "http_500")
    assert len(hooks.log(told)) == 8


def test_fault_7_one_that_is_given_up_is_counted_once(hooks: Hooks) -> None:
    hooks.answers(FAULT)
    told, exhausted = hooks.tell(), 0
    for _ in range(12):
        exhausted += hooks.step().exhausted
        hooks.clock.time = max([hooks.clock.now(), *(at for at, _, _ in hooks.queue.waiting)])
    assert (exhausted, hooks.known(told).status) == (1, DeliveryStatus.EXHAUSTED)
    assert sum(day.exhausted for day in hooks.deliveries.days.values()) == 1


def test_fault_8_a_receiver_that_closes_before_its_answer_is_asked_again_under_the_same_id(hooks: Hooks) -> None:
    hooks.answers(Answer(trouble=SendTrouble.BAD_ANSWER), WELL)
    told = hooks.tell()
    hooks.run(minutes=5)
    assert {request.headers["webhook-id"] for _, request in hooks.sender.sent} == {event().event_id}
    assert [one.trouble or one.status for one in hooks.log(told)] == ["bad_answer", 204]
    assert sum(day.delivered for day in hooks.deliveries.days.values()) == 1


def test_fault_11_gone_disables_the_endpoint_and_stops_what_waits(hooks: Hooks) -> None:
    hooks.answers(FAULT, GONE, WELL)
    first = hooks.tell()
    hooks.step()
    second = hooks.tell(event(run_key(2)))
    hooks.run(hours=60)
    assert hooks.endpoint().disabled is DisabledBecause.GONE
    assert {hooks.known(one).status for one in (first, second)} == {DeliveryStatus.HELD}
    assert [(one.event, one.reason) for one in hooks.endpoints.outbox] == [(EventName.WEBHOOK_DISABLED, "gone")]
    assert len(hooks.sender.sent) == 2


def test_fault_12_retry_after_is_honoured_within_bounds(hooks: Hooks) -> None:
    hooks.answers(Answer(status=429, retry_after="90"), Answer(status=503, retry_after="1e12"), WELL)
    hooks.tell()
    hooks.run(hours=2)
    began, second, third = hooks.sent_at()
    assert (second - began, third - second) == (timedelta(seconds=90), timedelta(seconds=600))


def test_fault_16_a_secret_that_is_rotated_between_attempts(hooks: Hooks) -> None:
    hooks.answers(FAULT, FAULT, FAULT, FAULT, FAULT, FAULT, FAULT, WELL)
    hooks.tell()
    hooks.run(minutes=8)
    new = secret_from(b"n" * 32)
    rotate_secret("acme", ENDPOINT, new, ports=hooks.managing)
    ends, before = hooks.clock.now() + timedelta(hours=24), len(hooks.sender.sent)
    hooks.run(hours=60)
    for at, request in hooks.sender.sent[before:]:
        signatures = request.headers["webhook-signature"].split(" ")
        assert len(signatures) == (2 if at < ends else 1)
        for secret in [new, SECRET] if at < ends else [new]:
            judge = Webhook(secret)
            timestamp = request.headers["webhook-timestamp"]
            assert int(timestamp) == int(at.timestamp())
            made = judge.sign(request.headers["webhook-id"], at, request.body.decode())
            assert made in signatures
    assert (before, len(hooks.sender.sent)) == (3, 8)


def test_fault_19_a_timer_that_is_lost_is_replaced_within_seven_minutes(hooks: Hooks) -> None:
    hooks.answers(FAULT, WELL)
    told = hooks.tell()
    hooks.queue.lossy = True
    hooks.queue.waiting.clear()
    hooks.queue.lossy = False
    hooks.clock.advance(minutes=2.1)
    assert hooks.reconcile() == 1
    assert hooks.reconcile() == 0
    hooks.step()
    hooks.queue.waiting.clear()
    due = hooks.known(told).next_attempt_at
    assert due
    while hooks.known(told).is_pending:
        hooks.clock.advance(minutes=5)
        hooks.reconcile()
        hooks.step()
    assert hooks.sent_at()[1] - due <= timedelta(minutes=7)


def test_fault_19_a_timer_that_fires_five_times_makes_one_attempt(hooks: Hooks) -> None:
    hooks.answers(FAULT)
    told = hooks.tell()
    hooks.send(*[told.reference] * 5)
    hooks.send(*[told.reference] * 5)
    assert len(hooks.sender.sent) == 1
    assert len(hooks.log(told)) == 1


def test_a_timer_that_fires_too_early_is_set_again(hooks: Hooks) -> None:
    hooks.answers(FAULT, WELL)
    told = hooks.tell()
    hooks.step()
    hooks.queue.waiting.clear()
    hooks.clock.advance(seconds=10)
    hooks.send(hooks.known(told).reference)
    assert len(hooks.sender.sent) == 1
    hooks.run(minutes=2)
    assert hooks.known(told).status is DeliveryStatus.DELIVERED


def test_fault_20_a_sender_that_dies_before_its_record_is_repeated_and_both_are_in_the_log(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = hooks.tell()
    change, died = hooks.deliveries.change_delivery, list[bool]()

    def dying(delivery: Any, attempts: Any = (), more: Any = None) -> bool:
        if attempts and not died:
            died.append(True)
            raise Dies
        return change(delivery, attempts, more)

    monkeypatch.setattr(hooks.deliveries, "change_delivery", dying)
    assert hooks.step().failed == ["m0"]
    assert hooks.send(told.reference).attempts == []  # the lease holds
    hooks.clock.advance(minutes=1.6)
    hooks.send(told.reference)
    assert [(one.number, one.claim, one.trouble) for one in hooks.log(told)] == [(1, 1, "sender_died"), (1, 2, None)]
    assert hooks.known(told).status is DeliveryStatus.DELIVERED
    assert len({request.headers["webhook-id"] for _, request in hooks.sender.sent}) == 1
    assert len(hooks.sender.sent) == 2


def test_an_attempt_whose_senders_keep_dying_counts_as_failed(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    told = hooks.tell()
    monkeypatch.setattr(hooks.sender, "send", dies)
    for _ in range(4):
        hooks.send(hooks.known(told).reference)
        hooks.clock.advance(minutes=2)
    known = hooks.known(told)
    assert (known.attempts, known.reason, known.lease_until) == (1, "sender_died", None)


def test_fault_21_of_ten_messages_one_is_poison(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [hooks.tell(event(run_key(number))) for number in range(1, 11)]
    get = hooks.deliveries.get_delivery

    def poisoned(organisation_id: str, one: str) -> Any:
        if one == told[4].id:
            raise KeyError("what an older release wrote")
        return get(organisation_id, one)

    monkeypatch.setattr(hooks.deliveries, "get_delivery", poisoned)
    outcome = hooks.send(*(one.reference for one in told))
    assert (len(outcome.attempts), outcome.failed) == (9, ["m4"])
    assert hooks.slots.held == {}


def test_fault_23_a_disabled_endpoint_holds_and_can_be_caught_up(hooks: Hooks) -> None:
    hooks.answers(FAULT, WELL)
    told = hooks.tell()
    hooks.step()
    change = partial(change_endpoint, "acme", ENDPOINT, ports=hooks.managing)
    change(EndpointChange(enabled=False))
    hooks.run(minutes=5)
    assert (hooks.known(told).status, len(hooks.sender.sent)) == (DeliveryStatus.HELD, 1)
    with pytest.raises(EndpointDisabled):
        resend_delivery("acme", ENDPOINT, told.id, ports=hooks.making)
    change(EndpointChange(enabled=True))
    since = hooks.clock.now() - timedelta(days=1)
    assert recover_deliveries("acme", ENDPOINT, since, None, ports=hooks.making).recovered == 1
    assert recover_deliveries("acme", ENDPOINT, since, None, ports=hooks.making).recovered == 0
    hooks.run(minutes=1)
    assert len(hooks.sender.sent) == 2
    known = hooks.known(told)
    assert known.status is DeliveryStatus.CANCELLED
    assert known.resent_as
    assert hooks.deliveries.get_delivery("acme", known.resent_as).status is DeliveryStatus.DELIVERED


def test_fault_23_what_waits_is_sent_by_the_new_values(hooks: Hooks) -> None:
    hooks.answers(FAULT, WELL)
    hooks.tell()
    hooks.step()
    change = EndpointChange(url="https://other.example.com/x", headers={"X-New": "1"})
    change_endpoint("acme", ENDPOINT, change, ports=hooks.managing)
    hooks.run(minutes=5)
    [first, second] = [request for _, request in hooks.sender.sent]
    assert (first.url, second.url) == ("https://example.com/hooks", "https://other.example.com/x")
    assert second.headers["X-New"] == "1"


def test_fault_23_a_deleted_endpoint_hears_nothing_more(hooks: Hooks) -> None:
    hooks.answers(FAULT, WELL)
    told = hooks.tell()
    hooks.step()
    delete_endpoint("acme", ENDPOINT, endpoints=hooks.endpoints)
    hooks.run(hours=60)
    known = hooks.known(told)
    assert (known.status, known.reason) == (DeliveryStatus.CANCELLED, "endpoint_deleted")
    assert len(hooks.sender.sent) == 1


def test_an_interview_that_was_erased_is_told_of_no_more_but_that_it_was(hooks: Hooks) -> None:
    hooks.answers(FAULT, WELL)
    endpoint = hooks.endpoint()
    events = (EventName.INTERVIEW_COMPLETED, EventName.INTERVIEW_DELETED)
    hooks.endpoints.change_endpoint(endpoint.noted(events=events))
    told = hooks.tell()
    hooks.step()
    hooks.world.memory.interviews.clear()
    deleted = hooks.tell(interview_event(EventName.INTERVIEW_DELETED, INTERVIEW, hooks.clock.now()))
    hooks.run(hours=60)
    assert (hooks.known(told).status, hooks.known(told).reason) == (DeliveryStatus.CANCELLED, "interview_deleted")
    assert hooks.known(deleted).status is DeliveryStatus.DELIVERED
    assert json.loads(hooks.sender.sent[-1][1].body)["data"] == {"interview_id": "int_1"}


def test_fault_24_a_resend_hurries_the_next_attempt_and_its_timer_finds_it_made(hooks: Hooks) -> None:
    hooks.answers(FAULT, FAULT, FAULT, WELL)
    told = hooks.tell()
    hooks.run(minutes=2)
    hooks.clock.advance(seconds=5)
    resend_delivery("acme", ENDPOINT, told.id, ports=hooks.making)
    with pytest.raises(ResendInProgress):
        resend_delivery("acme", ENDPOINT, told.id, ports=hooks.making)
    hooks.step()
    log = hooks.log(told)
    assert [one.trigger for one in log] == [Trigger.SCHEDULE, Trigger.SCHEDULE, Trigger.MANUAL]
    next_at = log[-1].next_attempt_at
    assert next_at
    assert 0.8 * DELAYS[3] <= (next_at - log[-1].at).total_seconds() <= 1.2 * DELAYS[3]
    hooks.run(hours=60)
    assert [one.number for one in hooks.log(told)] == [1, 2, 3, 4]
    assert len(hooks.sender.sent) == 4


def test_fault_24_a_resend_of_what_was_heard_is_another_delivery_of_the_same_event_once(hooks: Hooks) -> None:
    told = hooks.tell()
    hooks.run(minutes=1)
    again = resend_delivery("acme", ENDPOINT, told.id, ports=hooks.making)
    with pytest.raises(ResendInProgress):
        resend_delivery("acme", ENDPOINT, told.id, ports=hooks.making)
    hooks.run(minutes=1)
    assert (hooks.known(again).status, hooks.known(again).round) == (DeliveryStatus.DELIVERED, 1)
    assert hooks.log(again)[0].trigger is Trigger.MANUAL
    assert [request.headers["webhook-id"] for _, request in hooks.sender.sent] == [told.event.event_id] * 2


def test_a_delivery_that_was_forgotten_for_days_is_given_up(hooks: Hooks) -> None:
    hooks.answers(FAULT)
    told = hooks.tell()
    hooks.step()
    hooks.queue.waiting.clear()
    hooks.clock.advance(hours=49)
    hooks.reconcile()
    hooks.step()
    assert (hooks.known(told).status, hooks.known(told).reason) == (DeliveryStatus.EXHAUSTED, "expired")
    assert len(hooks.sender.sent) == 1


def test_a_timer_that_cannot_be_set_costs_no_attempt(hooks: Hooks) -> None:
    hooks.answers(FAULT, WELL)
    told = hooks.tell()
    [reference] = hooks.queue.due()
    hooks.queue.throttled = True
    assert hooks.send(reference).failed == ["m0"]
    hooks.queue.throttled = False
    hooks.clock.advance(minutes=8)
    assert hooks.send(reference).attempts == []  # its message comes again, and the attempt is made
    assert hooks.reconcile() == 1
    hooks.step()
    assert [one.number for one in hooks.log(told)] == [1, 2]


def test_a_table_that_is_down_is_no_failure_of_the_receiver(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    told = hooks.tell()

    def throttled(*_: object, **__: object) -> Any:
        raise THROTTLED

    monkeypatch.setattr(hooks.deliveries, "change_delivery", throttled)
    assert hooks.step().failed == ["m0"]
    assert hooks.known(told).attempts == 0
    assert hooks.endpoint().health.failures == 0
