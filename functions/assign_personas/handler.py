"""Assign Personas: a persona per person, with the evidence for it."""

from functions.assign_personas.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.usecases.assign_personas import assign_personas


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Assigns personas to the people of the evidence that the input names."""
    root = Pipeline.of(settings)
    return assign_personas(
        started.key,
        started.project_id,
        started.evidence_units,
        steps=root.steps,
        projects=root.projects,
        results=root.results,
        engines=root.engines,
    )
