"""Erase Data: an interview that was marked is emptied, batch by batch."""

from typing import Any

from functions.erase_data.contract import Input, Settings
from shared.domain.interview_key import InterviewKey
from shared.runtime.access import Access
from shared.runtime.batches import QueueBatch, partial_failures
from shared.runtime.erasing import erasing
from shared.runtime.handler import lambda_handler
from shared.runtime.observability import measure
from shared.usecases.erase_data import call_for_due, erase_data


@lambda_handler(Input, Settings)
def handler(event: Input, settings: Settings) -> dict[str, Any]:
    """Goes on with the erasures of the batch; by the clock, calls for those that are due."""
    root = Access.of(settings)
    if not event.records:
        late = call_for_due(erasures=root.erasures, queue=root.erasure_queue, clock=root.clock)
        measure({"LatestErasure": late})
        return {}

    def erase(ids: dict[str, Any]) -> None:
        erase_data(InterviewKey.model_validate(ids), ports=erasing(root))

    return partial_failures(QueueBatch(Records=event.records), erase)
