"""Batches from streams: what fails comes again, and nothing that came after it is lost.

The answer's shape is Lambda's `ReportBatchItemFailures`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from shared.runtime.worked import read_each, worked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.events import DomainEvent
    from shared.domain.signals import Signal

SIDE_BY_SIDE = 10
SESSION = "SESSION"  # the entity of a live interview's head


class StreamRecord(BaseModel):
    """A change of an item. `dynamodb` has the new image in DynamoDB's own JSON."""

    model_config = ConfigDict(extra="ignore", defer_build=True)
    dynamodb: dict[str, Any]


class StreamBatch(BaseModel):
    """What a DynamoDB stream hands over."""

    model_config = ConfigDict(extra="ignore", defer_build=True)
    records: list[StreamRecord] = Field(alias="Records")


def stream_failures_by_tenant(batch: StreamBatch, work: Callable[[Sequence[DomainEvent]], None]) -> dict[str, Any]:
    """Works on the events of each tenant together, and on the tenants side by side.

    From the first record that says nothing, or whose tenant's work failed, the stream comes again, with what was done.
    """
    from concurrent.futures import ThreadPoolExecutor

    events, failed = read_each(enumerate(batch.records), outbox_event)
    tenants: dict[str, list[tuple[int, DomainEvent]]] = defaultdict(list)
    for place, event in events:
        tenants[event.organisation_id].append((place, event))
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as pool:
        done = list(pool.map(lambda mine: worked(work, [event for _, event in mine]), tenants.values()))
    failed += [mine[0][0] for mine, worked in zip(tenants.values(), done, strict=True) if not worked]
    return _from_the_first(batch, failed)


def stream_failures_together(
    batch: StreamBatch, work: Callable[[Sequence[DomainEvent | Signal]], None], *, together: int
) -> dict[str, Any]:
    """Works on the events in order, so many at a time, and stops at the first that fail: the stream goes on there."""
    events, failed = read_each(enumerate(batch.records), published)
    before = [(place, event) for place, event in events if place < min(failed, default=len(batch.records))]
    for start in range(0, len(before), together):
        mine = before[start : start + together]
        if not worked(work, [event for _, event in mine]):
            return _from_the_first(batch, [mine[0][0]])
    return _from_the_first(batch, failed)


def _from_the_first(batch: StreamBatch, failed: Sequence[int]) -> dict[str, Any]:
    first = [batch.records[min(failed)]] if failed else []
    return {"batchItemFailures": [{"itemIdentifier": one.dynamodb["SequenceNumber"]} for one in first]}


def published(record: StreamRecord) -> DomainEvent | Signal:
    """What a record has to say to the bus: the event of an outbox item, or that a session has ended."""
    from shared.domain.signals import Signal, SignalName

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
    from shared.domain.events import DomainEvent

    return value_of(_image(record), DomainEvent)


def _image(record: StreamRecord) -> dict[str, Any]:
    from boto3.dynamodb.types import TypeDeserializer

    read = TypeDeserializer().deserialize
    return {name: read(value) for name, value in record.dynamodb["NewImage"].items()}
