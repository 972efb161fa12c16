"""Capture Analytics: what happened goes to product analytics, apart from every pipeline."""

from typing import Any

from functions.capture_analytics.contract import Settings
from shared.domain.events import DomainEvent
from shared.runtime.batches import QueueBatch, partial_failures
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.usecases.capture_analytics import capture_analytics


@lambda_handler(QueueBatch, Settings)
def handler(batch: QueueBatch, settings: Settings) -> dict[str, Any]:
    """Hands over each event of the batch; what is not taken comes again."""
    analytics = Pipeline.of(settings).analytics
    return partial_failures(
        batch, lambda detail: capture_analytics(DomainEvent.model_validate(detail), analytics=analytics)
    )
