"""Batches from queues and streams: one bad message does not hold up the others.

The answer's shape is Lambda's `ReportBatchItemFailures`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from shared.runtime.worked import read_each, worked

if TYPE_CHECKING:
    from collections.abc import Callable


V = TypeVar("V")


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


def partial_failures(batch: QueueBatch, work: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Works on each message; those that fail are named and come again."""

    def read_and_work(message: QueueMessage) -> None:
        work(json.loads(message.body))

    failed = [message.message_id for message in batch.records if not worked(read_and_work, message)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def readable(batch: QueueBatch, read: Callable[[Any], V]) -> tuple[list[tuple[str, V]], list[str]]:
    """What the messages say, each with its id; and the ids of those that say nothing: these come again, and end."""
    bodies = ((message.message_id, message.body) for message in batch.records)
    return read_each(bodies, lambda body: read(json.loads(body)))
