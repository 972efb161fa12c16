"""Batches from queues and streams: one bad message does not hold up the others.

The answer's shape is Lambda's `ReportBatchItemFailures`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.events import DomainEvent, Signal, SignalName
from shared.runtime.observability import frames_of, logger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

M = TypeVar("M")
V = TypeVar("V")
SIDE_BY_SIDE = 10
SESSION = "SESSION"  # the entity of a live interview's head


class QueueMessage(BaseModel):
    """A message of an SQS queue."""

    model_config = ConfigDict(extra="ignore", defer_build=True)
    message_id: str = Field(alias="messageId")
    body: str
    source_arn: str = Field(default="", alias="eventSourceARN")


class QueueBatch(BaseModel):
    """What an SQS event source hands over."""

    model_config = ConfigDict(extra="ignore", defer_build=True)
    records: list[QueueMessage] = Field(alias="Records")


class StreamRecord(BaseModel):
    """A change of an item. `dynamodb` has the new image in DynamoDB's own JSON."""

    model_config = ConfigDict(extra="ignore", defer_build=True)
    dynamodb: dict[str, Any]


class StreamBatch(BaseModel):
    """What a DynamoDB stream hands over."""

    model_config = ConfigDict(extra="ignore", defer_build=True)
    records: list[StreamRecord] = Field(alias="Records")


def partial_failures(batch: QueueBatch, work: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Works on each message; those that fail are named and come again."""

    def read_and_work(message: QueueMessage) -> None:
        work(json.loads(message.body))

    failed = [message.message_id for message in batch.records if not _worked(read_and_work, message)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def readable(batch: QueueBatch, read: Callable[[Any], V]) -> tuple[list[tuple[str, V]], list[str]]:
    """What the messages say, each with its id; and the ids of those that say nothing: these come again, and end."""
    found: dict[str, V] = {}

    def keep(message: QueueMessage) -> None:
        found[message.message_id] = read(json.loads(message.body))

    unreadable = [message.message_id for message in batch.records if not _worked(keep, message)]
    return list(found.items()), unreadable


def stream_failures_by_tenant(batch: StreamBatch, work: Callable[[Sequence[DomainEvent]], None]) -> dict[str, Any]:
    """Works on the events of each tenant together, and on the tenants side by side.

    From the first record that says nothing, or whose tenant's work failed, the stream comes again, with what was done.
    """
    events, failed = _read(batch, outbox_event)
    tenants: dict[str, list[tuple[int, DomainEvent]]] = defaultdict(list)
    for place, event in events:
        tenants[event.organisation_id].append((place, event))
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as pool:
        done = list(pool.map(lambda mine: _worked(work, [event for _, event in mine]), tenants.values()))
    failed += [mine[0][0] for mine, worked in zip(tenants.values(), done, strict=True) if not worked]
    return _from_the_first(batch, failed)


def stream_failures_together(
    batch: StreamBatch, work: Callable[[Sequence[DomainEvent | Signal]], None], *, together: int
) -> dict[str, Any]:
    """Works on the events in order, so many at a time, and stops at the first that fail: the stream goes on there."""
    events, failed = _read(batch, published)
    before = [(place, event) for place, event in events if place < min(failed, default=len(batch.records))]
    for start in range(0, len(before), together):
        mine = before[start : start + together]
        if not _worked(work, [event for _, event in mine]):
            return _from_the_first(batch, [mine[0][0]])
    return _from_the_first(batch, failed)


def _read(batch: StreamBatch, event_of: Callable[[StreamRecord], V]) -> tuple[list[tuple[int, V]], list[int]]:
    """The batch's events with their places, and the places of records that hold none."""
    found: dict[int, V] = {}

    def read(place: int) -> None:
        found[place] = event_of(batch.records[place])

    failed = [place for place in range(len(batch.records)) if not _worked(read, place)]
    return list(found.items()), failed


def _from_the_first(batch: StreamBatch, failed: Sequence[int]) -> dict[str, Any]:
    first = [batch.records[min(failed)]] if failed else []
    return {"batchItemFailures": [{"itemIdentifier": one.dynamodb["SequenceNumber"]} for one in first]}


def published(record: StreamRecord) -> DomainEvent | Signal:
    """What a record has to say to the bus: the event of an outbox item, or that a session has ended."""
    item = _image(record)
    if item.get("entity") != SESSION:
        return outbox_event(record)
    return Signal(
        event=SignalName.SESSION_ENDED,
        occurred_at=item["endedAt"],
        organisation_id=item["organisationId"],
        interview_id=item["interviewId"],
    )


def outbox_event(record: StreamRecord) -> DomainEvent:
    """The event that an outbox item holds."""
    from shared.adapters.dynamodb_keys import value_of

    return value_of(_image(record), DomainEvent)


def _image(record: StreamRecord) -> dict[str, Any]:
    from boto3.dynamodb.types import TypeDeserializer

    read = TypeDeserializer().deserialize
    return {name: read(value) for name, value in record.dynamodb["NewImage"].items()}


def _worked(work: Callable[[M], None], message: M) -> bool:
    try:
        work(message)
    except Exception as error:  # noqa: BLE001 - whatever it was, only this message comes again
        logger().warning("message failed", extra={"error": type(error).__name__, "frames": frames_of(error)})
        return False
    return True
