"""Publish Events: what happened goes from the outbox to the event bus, and that a session has ended."""

from typing import Any

from functions.publish_events.contract import Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.outside import Outside
from shared.runtime.streams import StreamBatch, stream_failures_together

TOGETHER = 10  # what the bus takes at once


@lambda_handler(StreamBatch, Settings)
def handler(batch: StreamBatch, settings: Settings) -> dict[str, Any]:
    """Publishes the events of the batch, in order; from the first that fail on, the stream comes again."""
    return stream_failures_together(batch, Outside.of(settings).event_bus.publish, together=TOGETHER)
