"""Batches from queues and streams: one bad message does not hold up the others.

The answer's shape is Lambda's `ReportBatchItemFailures`.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.events import DomainEvent
from shared.runtime.observability import frames_of, logger

if TYPE_CHECKING:
    from collections.abc import Callable

M = TypeVar("M")
V = TypeVar("V")
SIDE_BY_SIDE = 10


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


def stream_failures(batch: StreamBatch, work: Callable[[StreamRecord], None]) -> dict[str, Any]:
    """Works on the records in order and stops at the first that fails: the stream goes on from there."""
    for record in batch.records:
        if not _worked(work, record):
            return {"batchItemFailures": [{"itemIdentifier": record.dynamodb["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def stream_failures_at_once(batch: StreamBatch, work: Callable[[StreamRecord], None]) -> dict[str, Any]:
    """Works on the records side by side. From the first that fails on, the stream comes again, with what was done."""
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as pool:
        done = list(pool.map(lambda record: _worked(work, record), batch.records))
    failed = [record for record, worked in zip(batch.records, done, strict=True) if not worked]
    return {"batchItemFailures": [{"itemIdentifier": one.dynamodb["SequenceNumber"]} for one in failed[:1]]}


def outbox_events(record: StreamRecord) -> DomainEvent:
    """The event that an outbox item holds."""
    from boto3.dynamodb.types import TypeDeserializer

    from shared.adapters.dynamodb_keys import value_of

    read = TypeDeserializer().deserialize
    item = {name: read(value) for name, value in record.dynamodb["NewImage"].items()}
    return value_of(item, DomainEvent)


def _worked(work: Callable[[M], None], message: M) -> bool:
    try:
        work(message)
    except Exception as error:  # noqa: BLE001 - whatever it was, only this message comes again
        logger().warning("message failed", extra={"error": type(error).__name__, "frames": frames_of(error)})
        return False
    return True
