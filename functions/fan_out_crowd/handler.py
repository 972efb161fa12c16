"""Fan Out Crowd: a tenant's events beyond its share become deliveries, in nobody's way."""

from typing import Any

from functions.fan_out_crowd.contract import Settings
from shared.domain.webhooks.crowd import Crowd
from shared.runtime.batches import QueueBatch, partial_failures
from shared.runtime.handler import lambda_handler
from shared.runtime.webhooks import Webhooks
from shared.usecases.fan_out_event import fan_out_crowd


@lambda_handler(QueueBatch, Settings)
def handler(batch: QueueBatch, settings: Settings) -> dict[str, Any]:
    """Fans out each crowd of the batch; one that fails comes again."""
    ports = Webhooks.of(settings).fanning_out
    return partial_failures(batch, lambda body: fan_out_crowd(Crowd.model_validate(body), ports=ports))
