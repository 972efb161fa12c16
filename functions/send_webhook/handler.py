"""Send Webhook: ten attempts side by side; a receiver that fails has failed its attempt, not the message."""

from typing import Any
from uuid import uuid4

from functions.send_webhook.contract import Settings
from shared.domain.webhooks.delivery import DeliveryReference
from shared.runtime.batches import QueueBatch, readable
from shared.runtime.handler import lambda_handler
from shared.runtime.observability import logger, measure
from shared.runtime.webhooks import Webhooks
from shared.usecases.send_webhooks import BatchOutcome, send_webhooks


@lambda_handler(QueueBatch, Settings)
def handler(batch: QueueBatch, settings: Settings) -> dict[str, Any]:
    """Sends what the batch asks for; messages that fail by a fault of ours come again."""
    root = Webhooks.of(settings)
    messages, unreadable = readable(batch, DeliveryReference.model_validate)
    outcome = send_webhooks(messages, root.lane_of(batch.records[0]), uuid4().hex, ports=root.sending)
    _report(outcome)
    return {"batchItemFailures": [{"itemIdentifier": name} for name in [*unreadable, *outcome.failed]]}


def _report(outcome: BatchOutcome) -> None:
    for trouble in outcome.troubles:
        logger().warning("attempt not made", extra={"error": type(trouble).__name__})
    delivered = sum(attempt.answer.is_success for attempt in outcome.attempts)
    failed = len(outcome.attempts) - delivered
    counts = {"WebhooksDelivered": delivered, "WebhooksFailed": failed, "WebhooksPostponed": outcome.postponed}
    measure({**counts, "WebhooksExhausted": outcome.exhausted})
