"""Attribute Answers: what the interview says to each project question."""

from functions.attribute_answers.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.usecases.attribute_answers import attribute_answers


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Attributes the evidence that the input names to the project's questions."""
    root = Pipeline.of(settings)
    return attribute_answers(
        started.key,
        started.project_id,
        started.evidence_units,
        started.full_transcript,
        steps=root.steps,
        projects=root.projects,
        interviews=root.interviews,
        artifacts=root.artifacts,
        results=root.results,
        engines=root.engines,
    )
