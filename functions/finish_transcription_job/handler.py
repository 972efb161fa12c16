"""Finish Transcription Job: what a provider's job has heard is stored, and the task that waits is told."""

from functions.finish_transcription_job.contract import Input, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.runtime.speech import waiting
from shared.usecases.finish_transcription_job import finish_transcription_job, finish_transcription_jobs

NAME = "TranscriptionJobName"


@lambda_handler(Input, Settings)
def handler(event: Input, settings: Settings) -> dict[str, int]:
    """Finishes the job of the event, or every one that has ended."""
    root = Pipeline.of(settings)
    ports = waiting(root)
    if NAME in event.detail:
        return {"finished": int(finish_transcription_job(event.detail[NAME], steps=root.steps, ports=ports))}
    return {"finished": finish_transcription_jobs(steps=root.steps, ports=ports)}
