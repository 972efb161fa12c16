"""Fan Out Event: what happened becomes a delivery to each webhook endpoint that wants it."""

from functools import cache
from typing import Any

from functions.fan_out_event.contract import Settings
from shared.runtime.batches import StreamBatch, StreamRecord, outbox_events, stream_failures_at_once
from shared.runtime.bootstrap import root_of
from shared.runtime.handler import lambda_handler
from shared.usecases.fan_out_event import fan_out_event


@lambda_handler(StreamBatch, Settings)
def handler(batch: StreamBatch, settings: Settings) -> dict[str, Any]:
    """Fans out each event of the batch; from the first that fails on, the stream comes again."""
    ports = root_of(settings).fanning_out
    listed = cache(ports.endpoints.list_endpoints)  # once for all events of the batch

    def fan_out(record: StreamRecord) -> None:
        fan_out_event(outbox_events(record), ports=ports, listed=listed)

    return stream_failures_at_once(batch, fan_out)
