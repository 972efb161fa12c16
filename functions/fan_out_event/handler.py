"""Fan Out Event: what happened becomes a delivery to each webhook endpoint that wants it."""

from typing import Any

from functions.fan_out_event.contract import Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.streams import StreamBatch, stream_failures_by_tenant
from shared.runtime.webhooks import Webhooks
from shared.usecases.fan_out_event import fan_out_share


@lambda_handler(StreamBatch, Settings)
def handler(batch: StreamBatch, settings: Settings) -> dict[str, Any]:
    """Fans out each tenant's share of the batch; from the first that fails on, the stream comes again."""
    ports = Webhooks.of(settings).sharing_out
    return stream_failures_by_tenant(batch, lambda events: fan_out_share(events, ports=ports))
