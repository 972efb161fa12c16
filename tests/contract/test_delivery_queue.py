"""Attempts that wait, in SQS and in EventBridge Scheduler: ids only, within AWS's own limits, each schedule once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from shared.adapters.sqs_crowds import TOGETHER, SqsCrowds
from shared.adapters.sqs_deliveries import AwsTimer, ScheduleTarget, SqsDeliveries, schedule_name
from shared.domain.errors import StorageThrottled
from shared.domain.webhooks.crowd import Crowd
from shared.domain.webhooks.delivery import DeliveryReference
from shared.domain.webhooks.sending import SendLane
from tests.builders import at, event, run_key
from tests.contract.aws import ROLE, client
from tests.contract.conftest import AWS_LEGS, EMULATOR, endpoint_of
from tests.contract.refusing import Refusing, refusal
from tests.fakes import SettableClock
from tests.polling import poll

REFERENCE = DeliveryReference(organisation_id="acme", delivery_id="dlv_" + "a" * 32, attempt=3)
IDS = {"organisationId": "acme", "deliveryId": REFERENCE.delivery_id, "attempt": 3}


@dataclass
class Waiting:
    sqs: Any
    scheduler: Any
    urls: dict[SendLane, str]
    queue: SqsDeliveries
    timer: AwsTimer
    clock: SettableClock
    group: str

    def come_out(self, lane: SendLane, seconds: int = 0) -> list[dict[str, Any]]:
        found = self.sqs.receive_message(
            QueueUrl=self.urls[lane], WaitTimeSeconds=seconds, AttributeNames=["All"], MaxNumberOfMessages=10
        )
        messages: list[dict[str, Any]] = found.get("Messages", [])
        return messages

    def schedules(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.scheduler.list_schedules(GroupName=self.group)["Schedules"]
        return [self.scheduler.get_schedule(GroupName=self.group, Name=one["Name"]) for one in found]


@pytest.fixture(params=AWS_LEGS)
def waiting(request: pytest.FixtureRequest, clock: SettableClock) -> Iterator[Waiting]:
    endpoint, group = endpoint_of(request), f"sends-{uuid4().hex[:8]}"
    with client("sqs", endpoint) as sqs, client("scheduler", endpoint) as scheduler:
        urls = {lane: sqs.create_queue(QueueName=f"{lane}-{group}")["QueueUrl"] for lane in SendLane}
        scheduler.create_schedule_group(Name=group)
        target = ScheduleTarget(group, _arn(sqs, urls[SendLane.REPEAT]), ROLE, _arn(sqs, urls[SendLane.FIRST]))
        queue = SqsDeliveries(sqs, urls)
        timer = AwsTimer(queue, lambda: scheduler, target, clock)
        yield Waiting(sqs, scheduler, urls, queue, timer, clock, group)


def _arn(sqs: Any, url: str) -> str:
    return str(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])


@pytest.mark.parametrize("lane", list(SendLane))
def test_a_message_is_its_ids_in_its_lane(waiting: Waiting, lane: SendLane) -> None:
    waiting.queue.send(REFERENCE, lane)
    [message] = waiting.come_out(lane)
    assert json.loads(message["Body"]) == IDS
    assert message["Attributes"].get("MessageGroupId") == "acme"


def test_many_messages_by_the_ten(waiting: Waiting) -> None:
    many = [REFERENCE.model_copy(update={"attempt": number}) for number in range(1, 13)]
    waiting.queue.send_all([(one, 900 if one.attempt == 12 else 0) for one in many], SendLane.FIRST)
    found: list[dict[str, Any]] = []
    while more := waiting.come_out(SendLane.FIRST):
        found += more
    assert sorted(json.loads(one["Body"])["attempt"] for one in found) == list(range(1, 12))
    assert {one["Attributes"].get("MessageGroupId") for one in found} == {"acme"}


def test_one_of_many_that_is_refused_asks_for_patience(waiting: Waiting) -> None:
    half = {"Successful": [], "Failed": [{"Id": "0", "Code": "InternalError", "SenderFault": False}]}
    refusing = SimpleNamespace(send_message_batch=lambda **_: half)
    with pytest.raises(StorageThrottled, match="InternalError"):
        SqsDeliveries(refusing, waiting.urls).send_all([(REFERENCE, 0)], SendLane.FIRST)
    with pytest.raises(ValueError, match="900"):
        waiting.queue.send_all([(REFERENCE, 901)], SendLane.FIRST)


def test_crowds_wait_by_ids_a_message_each_of_their_tenant(waiting: Waiting) -> None:
    events = tuple(event(run_key(number)) for number in range(100))
    crowds = [Crowd(events=events[:number]) for number in (100, 1, 1, 1, 2)]
    SqsCrowds(waiting.sqs, waiting.urls[SendLane.FIRST]).put(crowds)
    found: list[dict[str, Any]] = []
    while more := waiting.come_out(SendLane.FIRST):
        found += more
    assert sorted(len(Crowd.model_validate_json(one["Body"]).events) for one in found) == [1, 1, 1, 2, 100]
    assert {one["Attributes"].get("MessageGroupId") for one in found} == {"acme"}
    assert max(len(one["Body"]) for one in found) * TOGETHER < 256 * 1024


@pytest.mark.parametrize("seconds", [-1, 901])
def test_sqs_holds_nothing_back_for_longer_than_it_can(waiting: Waiting, seconds: int) -> None:
    with pytest.raises(ValueError, match="900"):
        waiting.queue.send(REFERENCE, SendLane.FIRST, seconds=seconds)


def test_up_to_fifteen_minutes_it_waits_in_the_queue(waiting: Waiting) -> None:
    for minutes in (0.5, 15):
        waiting.timer.wake(REFERENCE, at(minutes))
    assert waiting.come_out(SendLane.REPEAT) == waiting.schedules() == []
    waiting.timer.wake(REFERENCE, at(-1))
    assert [json.loads(one["Body"]) for one in waiting.come_out(SendLane.REPEAT)] == [IDS]


def test_for_longer_a_schedule_wakes_it_once_and_goes(waiting: Waiting) -> None:
    late = at(120) + timedelta(microseconds=1)
    for _ in range(3):
        waiting.timer.wake(REFERENCE, late)
    [schedule] = waiting.schedules()
    assert schedule["ScheduleExpression"] == "at(2026-03-02T11:30:01)"  # never early
    assert schedule["ActionAfterCompletion"] == "DELETE"
    assert json.loads(schedule["Target"]["Input"]) == IDS
    assert schedule["Target"]["DeadLetterConfig"]["Arn"]
    assert (schedule["Target"]["Arn"], schedule["Target"]["RoleArn"]) == (
        _arn(waiting.sqs, waiting.urls[SendLane.REPEAT]),
        ROLE,
    )
    assert waiting.come_out(SendLane.REPEAT) == []


@pytest.mark.parametrize("waiting", [EMULATOR], indirect=True)
def test_a_schedule_puts_its_attempt_among_the_repeats_and_is_gone(waiting: Waiting) -> None:
    """By a clock of ours that is 20 minutes slow, the emulator's next second is beyond what a queue holds back."""
    soon = datetime.now(UTC) + timedelta(seconds=1)
    waiting.clock.time = soon - timedelta(minutes=20)
    waiting.timer.wake(REFERENCE, soon)
    assert len(waiting.schedules()) == 1
    [message] = poll(lambda: waiting.come_out(SendLane.REPEAT, seconds=1) or None, seconds=30)
    assert DeliveryReference.model_validate_json(message["Body"]) == REFERENCE
    poll(lambda: not waiting.schedules() or None, seconds=10)


def test_each_attempt_has_a_schedule_of_its_own(waiting: Waiting) -> None:
    for number in (1, 2):
        for tenant in ("acme", "beta"):
            one = REFERENCE.model_copy(update={"attempt": number, "organisation_id": tenant})
            waiting.timer.wake(one, at(60))
    names = [schedule["Name"] for schedule in waiting.schedules()]
    assert len(set(names)) == 4
    assert all(len(name) <= 64 for name in names)
    assert schedule_name(REFERENCE) == schedule_name(REFERENCE.model_copy())


@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException", "ServiceQuotaExceededException"])
def test_a_scheduler_that_refuses_asks_for_patience(waiting: Waiting, code: str) -> None:
    refusing = Refusing(waiting.scheduler, "create_schedule", [refusal(code)])
    target = ScheduleTarget(waiting.group, "arn", ROLE, "arn")
    timer = AwsTimer(waiting.queue, lambda: refusing, target, waiting.clock)
    with pytest.raises(StorageThrottled):
        timer.wake(REFERENCE, at(60))
