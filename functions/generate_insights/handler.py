"""Generate Insights: themes, each with the evidence it stands on."""

from functions.generate_insights.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.usecases.generate_insights import generate_insights


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Finds the themes in the evidence that the input names."""
    root = Pipeline.of(settings)
    return generate_insights(
        started.key, started.evidence_units, steps=root.steps, results=root.results, engines=root.engines
    )
