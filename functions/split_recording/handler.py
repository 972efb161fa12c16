"""Split Recording: an upload is looked into, and a recording cut into pieces."""

from functions.split_recording.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.runtime.speech import splitting
from shared.usecases.split_recording import split_recording


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Splits the upload of the run's interview."""
    root = Pipeline.of(settings)
    ports = splitting(root)
    return split_recording(started.key, steps=root.steps, ports=ports, job_error=started.job_error)
