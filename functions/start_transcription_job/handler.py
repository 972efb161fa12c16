"""Start Transcription Job: a provider's job hears a whole recording."""

from functions.start_transcription_job.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.runtime.speech import waiting
from shared.usecases.start_transcription_job import start_transcription_job


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Starts the job for the upload of the run's interview."""
    root = Pipeline.of(settings)
    ports = waiting(root)
    return start_transcription_job(started.key, started.task_token, steps=root.steps, ports=ports, media=root.media)
