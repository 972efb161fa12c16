"""The handlers of webhooks over fakes: ids in, batches out, and nothing in the log that is nobody's business."""

import json
from typing import Any

import pytest

from shared.domain.errors import InternalError
from shared.domain.events import DomainEvent
from shared.domain.webhooks.limits import MAX_SHARE
from shared.runtime.bootstrap import Root
from shared.usecases.fan_out_event import SharePorts
from tests.builders import event, run_key
from tests.unit.domain.webhooks.builders import SECRET
from tests.unit.functions.conftest import Invoke
from tests.unit.functions.test_batches import NOTHING_FAILED, failed, outbox
from tests.unit.logs import Log
from tests.unit.usecases.webhooks.hooks import FAULT, THROTTLED, Hooks
from tests.unit.world import World

REPEATS = "arn:aws:sqs:us-east-1:000000000000:repeated-sends"
VALUES = {
    "FIRST_SENDS_URL": "https://sqs/first-sends",
    "REPEATED_SENDS_URL": "https://sqs/repeated-sends",
    "REPEATED_SENDS_ARN": REPEATS,
    "CROWDS_URL": "https://sqs/crowds",
    "SEND_DEAD_LETTERS_ARN": "arn:dead",
    "SEND_SCHEDULES": "sends",
    "SEND_SCHEDULES_ROLE": "arn:role",
    "LOOPBACK_WEBHOOKS": "false",
    "BATCHES_OF_TENANT": "4",
    "OWN_HOSTS": "",
    "API_URL": "https://api.example.com",
}


@pytest.fixture
def hooks(world: World, root: Root, monkeypatch: pytest.MonkeyPatch) -> Hooks:
    """The composition root has the webhooks' ports in memory, too."""
    world.do_all()
    made = Hooks(world)
    for name, value in VALUES.items():
        monkeypatch.setenv(name, value)
    ports = {
        "outbox": made.outbox,
        "endpoints": made.endpoints,
        "deliveries": made.deliveries,
        "delivery_queue": made.queue,
    }
    vars(root).update({**ports, "repeated_sends_arn": REPEATS})
    monkeypatch.setattr(Root, "sending", property(lambda _: made.sending))
    monkeypatch.setattr(Root, "sharing_out", property(lambda _: SharePorts(made.making, made.crowds)))
    made.add(headers={"Authorization": "Bearer canary-4711"}, url="https://example.com/canary-path")
    return made


def message(number: int, body: Any, source: str = "arn:first-sends") -> dict[str, Any]:
    return {"messageId": f"m{number}", "body": json.dumps(body), "eventSourceARN": source}


def reference(hooks: Hooks, made: DomainEvent | None = None) -> dict[str, Any]:
    return hooks.tell(made).reference.model_dump(by_alias=True)


class TestFanOut:
    def test_new_events_become_deliveries(self, invoke: Invoke, hooks: Hooks) -> None:
        assert invoke("fan_out_event", {"Records": [outbox(1), outbox(2), outbox(1)]}) == NOTHING_FAILED
        assert len(hooks.deliveries.deliveries) == 2
        waiting = {reference.model_dump_json(by_alias=True) for _, _, reference in hooks.queue.waiting}
        assert {frozenset(json.loads(one)) for one in waiting} == {
            frozenset({"organisationId", "deliveryId", "attempt"})
        }

    def test_the_stream_goes_on_from_the_first_that_failed(self, invoke: Invoke, hooks: Hooks) -> None:
        broken = {"dynamodb": {"SequenceNumber": "s2", "NewImage": {}}}
        assert invoke("fan_out_event", {"Records": [outbox(1), broken, outbox(3)]}) == failed("s2")
        assert len(hooks.deliveries.deliveries) == 2  # a repeat makes none of them twice

    def test_a_queue_that_asks_for_patience(self, invoke: Invoke, hooks: Hooks) -> None:
        hooks.queue.throttled = True
        assert invoke("fan_out_event", {"Records": [outbox(1), outbox(2)]}) == failed("s1")
        hooks.queue.throttled = False
        assert invoke("fan_out_event", {"Records": [outbox(1), outbox(2)]}) == NOTHING_FAILED
        assert len(hooks.queue.waiting) == 2

    def test_a_crowd_waits_in_its_queue_by_ids_and_becomes_deliveries(self, invoke: Invoke, hooks: Hooks) -> None:
        batch = [outbox(number) for number in range(1, MAX_SHARE + 2)]
        assert invoke("fan_out_event", {"Records": batch}) == NOTHING_FAILED
        assert hooks.deliveries.deliveries == {}
        [crowd] = hooks.crowds.waiting
        body = crowd.model_dump(mode="json", by_alias=True)
        assert invoke("fan_out_crowd", {"Records": [message(1, body), message(2, {})]}) == failed("m2")
        assert len(hooks.deliveries.deliveries) == len(hooks.queue.waiting) == MAX_SHARE + 1


class TestSend:
    def test_a_batch(self, invoke: Invoke, hooks: Hooks, log: Log) -> None:
        batch = [message(number, reference(hooks, event(run_key(number)))) for number in range(1, 4)]
        assert invoke("send_webhook", {"Records": batch}) == NOTHING_FAILED
        assert len(hooks.sender.sent) == 3
        [measured] = [entry for entry in log.entries if entry["message"] == "measured"]
        assert (measured["WebhooksDelivered"], measured["WebhooksFailed"], measured["WebhooksExhausted"]) == (3, 0, 0)

    def test_a_receiver_that_fails_fails_no_message(self, invoke: Invoke, hooks: Hooks) -> None:
        hooks.answers(FAULT)
        assert invoke("send_webhook", {"Records": [message(1, reference(hooks))]}) == NOTHING_FAILED

    @pytest.mark.parametrize("body", ["canary-4711", {}, {"organisationId": "acme"}, None, [1]])
    def test_fault_21_a_message_that_says_nothing_comes_again_alone(
        self, invoke: Invoke, hooks: Hooks, body: Any, log: Log
    ) -> None:
        batch = [message(1, body), message(2, reference(hooks))]
        assert invoke("send_webhook", {"Records": batch}) == failed("m1")
        assert len(hooks.sender.sent) == 1
        assert "canary-4711" not in log.getvalue()

    def test_a_fault_of_ours_is_named_and_its_message_comes_again(
        self, invoke: Invoke, hooks: Hooks, log: Log, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def throttled(*_: object) -> Any:
            raise THROTTLED

        one = reference(hooks)
        monkeypatch.setattr(hooks.deliveries, "get_delivery", throttled)
        assert invoke("send_webhook", {"Records": [message(1, one)]}) == failed("m1")
        assert "StorageThrottled" in log.getvalue()

    def test_repeats_that_may_not_be_sent_now_wait(self, invoke: Invoke, hooks: Hooks) -> None:
        hooks.slots.most = 0
        one = reference(hooks)
        hooks.queue.waiting.clear()
        invoke("send_webhook", {"Records": [message(1, one, REPEATS)]})
        [(at, _, _)] = hooks.queue.waiting
        assert at > hooks.clock.now()

    def test_nothing_that_is_nobody_s_business_is_in_the_log(self, invoke: Invoke, hooks: Hooks, log: Log) -> None:
        hooks.answers(FAULT.model_copy(update={"body": "canary-answer"}))
        invoke("send_webhook", {"Records": [message(1, reference(hooks))]})
        hooks.sender.answer = _explodes
        assert invoke("send_webhook", {"Records": [message(1, reference(hooks, event(run_key(2))))]}) == failed("m1")
        said = log.getvalue()
        canaries = (SECRET, "canary-4711", "canary-path", "canary-answer", "canary-words", "example.com")
        assert [canary for canary in canaries if canary in said] == []


def _explodes(_: object) -> Any:
    raise InternalError("canary-words")


def test_reconciling_wakes_what_is_overdue(invoke: Invoke, hooks: Hooks) -> None:
    hooks.tell()
    hooks.queue.waiting.clear()
    assert invoke("reconcile_deliveries", {"time": "now"}) == {"found": 0, "woken": 0}
    hooks.clock.advance(minutes=3)
    assert invoke("reconcile_deliveries", {"time": "now"}) == {"found": 0, "woken": 1}
    assert len(hooks.queue.waiting) == 1


def test_reconciling_finds_what_the_stream_has_lost(invoke: Invoke, hooks: Hooks) -> None:
    lost = event().model_copy(update={"occurred_at": hooks.clock.now()})
    hooks.outbox.events[lost.event_id] = lost
    hooks.clock.advance(minutes=2)
    assert invoke("reconcile_deliveries", {}) == {"found": 0, "woken": 0}
    hooks.clock.advance(minutes=1)
    assert invoke("reconcile_deliveries", {}) == {"found": 1, "woken": 0}
    assert invoke("reconcile_deliveries", {}) == {"found": 0, "woken": 0}
    assert len(hooks.deliveries.deliveries) == len(hooks.queue.waiting) == 1
