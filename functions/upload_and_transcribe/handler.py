"""Upload And Transcribe: a recording or a ready transcript becomes a transcript with speakers."""

from functions.upload_and_transcribe.contract import Input, Output, Settings
from shared.runtime.bootstrap import root_of
from shared.runtime.handler import lambda_handler
from shared.usecases.upload_and_transcribe import upload_and_transcribe


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Transcribes the upload of the run's interview."""
    root = root_of(settings)
    return upload_and_transcribe(
        started.key,
        steps=root.steps,
        interviews=root.interviews,
        media=root.media,
        artifacts=root.artifacts,
        speech=root.speech,
    )
