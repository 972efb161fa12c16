"""Attempts that wait: in SQS for up to 15 minutes, in EventBridge Scheduler for longer. Both hold ids only."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, Final

from shared.adapters.aws_errors import for_later
from shared.adapters.sqs_messages import send_one, send_together
from shared.domain.webhooks.delivery import DeliveryReference
from shared.domain.webhooks.schedule import MAX_SQS_SECONDS
from shared.domain.webhooks.sending import SendLane
from shared.ports import Clock

NAME_CHARACTERS: Final = 60  # a schedule's name has at most 64
RETRY: Final = {"MaximumEventAgeInSeconds": 3_600, "MaximumRetryAttempts": 20}


class SqsDeliveries:
    """Implements `DeliveryQueue`. A tenant is a message group: SQS keeps its messages from delaying the others'."""

    def __init__(self, client: Any, urls: Mapping[SendLane, str]) -> None:
        self._client, self._urls = client, urls

    def send(self, reference: DeliveryReference, lane: SendLane, *, seconds: int = 0) -> None:
        send_one(self._client, self._urls[lane], **_message(reference, seconds))

    def send_all(self, waiting: Sequence[tuple[DeliveryReference, int]], lane: SendLane) -> None:
        send_together(self._client, self._urls[lane], [_message(*one) for one in waiting])


def _message(reference: DeliveryReference, seconds: int) -> dict[str, Any]:
    if not 0 <= seconds <= MAX_SQS_SECONDS:
        raise ValueError(f"SQS holds a message back for at most {MAX_SQS_SECONDS} seconds")
    return {
        "MessageBody": reference.model_dump_json(by_alias=True),
        "DelaySeconds": seconds,
        "MessageGroupId": reference.organisation_id,
    }


@dataclass(frozen=True)
class ScheduleTarget:
    """Where schedules send what they wake, in which group, by whose right, and where what they cannot send goes."""

    group: str
    queue_arn: str
    role_arn: str
    dead_letter_arn: str


class AwsTimer:
    """Implements `Timer`."""

    def __init__(
        self, queue: SqsDeliveries, scheduler: Callable[[], Any], target: ScheduleTarget, clock: Clock
    ) -> None:
        self._queue, self._scheduler, self._target, self._clock = queue, scheduler, target, clock

    def wake(self, reference: DeliveryReference, at: datetime) -> None:
        seconds = max(0, ceil((at - self._clock.now()).total_seconds()))
        if seconds <= MAX_SQS_SECONDS:
            self._queue.send(reference, SendLane.REPEAT, seconds=seconds)
        else:
            self._schedule(reference, at)

    def _schedule(self, reference: DeliveryReference, at: datetime) -> None:
        client, target = self._scheduler(), self._target
        whole = at.astimezone(UTC) + timedelta(microseconds=-at.microsecond % 1_000_000)  # never early
        with for_later("EventBridge Scheduler"), suppress(client.exceptions.ConflictException):  # it is there
            client.create_schedule(
                Name=schedule_name(reference),
                GroupName=target.group,
                ScheduleExpression=f"at({whole:%Y-%m-%dT%H:%M:%S})",
                FlexibleTimeWindow={"Mode": "OFF"},
                ActionAfterCompletion="DELETE",
                Target={
                    "Arn": target.queue_arn,
                    "RoleArn": target.role_arn,
                    "Input": reference.model_dump_json(by_alias=True),
                    "RetryPolicy": RETRY,
                    "DeadLetterConfig": {"Arn": target.dead_letter_arn},
                },
            )


def schedule_name(reference: DeliveryReference) -> str:
    """The same for every repeat, so that an attempt is scheduled once."""
    about = f"{reference.organisation_id}#{reference.delivery_id}#{reference.attempt}"
    return hashlib.sha256(about.encode()).hexdigest()[:NAME_CHARACTERS]
