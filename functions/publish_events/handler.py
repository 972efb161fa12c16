"""Publish Events: what happened goes from the outbox to the event bus."""

from typing import Any

from functions.publish_events.contract import Settings
from shared.runtime.batches import StreamBatch, outbox_events, stream_failures
from shared.runtime.bootstrap import root_of
from shared.runtime.handler import lambda_handler


@lambda_handler(StreamBatch, Settings)
def handler(batch: StreamBatch, settings: Settings) -> dict[str, Any]:
    """Publishes each event of the batch, in order; from the first that fails on, the stream comes again."""
    bus = root_of(settings).event_bus
    return stream_failures(batch, lambda record: bus.publish(outbox_events(record)))
