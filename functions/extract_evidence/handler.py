"""Extract Evidence: verbatim quotes with times, and the people who speak."""

from functions.extract_evidence.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.usecases.extract_evidence import extract_evidence


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Finds the evidence in the transcript that the input names."""
    root = Pipeline.of(settings)
    return extract_evidence(
        started.key,
        started.full_transcript,
        steps=root.steps,
        interviews=root.interviews,
        artifacts=root.artifacts,
        results=root.results,
        engines=root.engines,
    )
