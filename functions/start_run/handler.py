"""Start Run: an uploaded object starts the first run of its interview."""

from typing import Any

from functions.start_run.contract import Settings
from shared.runtime.batches import QueueBatch, partial_failures
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.usecases.receive_upload import newest_version, receive_upload


@lambda_handler(QueueBatch, Settings)
def handler(batch: QueueBatch, settings: Settings) -> dict[str, Any]:
    """Receives each upload of the batch; what fails is reported alone and comes again."""
    root = Pipeline.of(settings)

    def receive(uploaded: dict[str, Any]) -> None:
        version = uploaded.get("version-id") or newest_version(uploaded["key"], root.media)
        if version:
            receive_upload(uploaded["key"], version, ports=root.starting, media=root.media)

    return partial_failures(batch, receive)
