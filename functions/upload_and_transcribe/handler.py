"""Upload And Transcribe: a recording or a ready transcript becomes a transcript with speakers."""

from functions.upload_and_transcribe.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.runtime.speech import joining
from shared.usecases.upload_and_transcribe import upload_and_transcribe


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Completes the transcript of the run's upload."""
    root = Pipeline.of(settings)
    ports = joining(root)
    return upload_and_transcribe(
        started.key,
        started.heard_as,
        steps=root.steps,
        ports=ports,
        job_error=started.job_error,
        stood_in=started.stood_in,
    )
