"""Evaluate Interview: the answers of a live interview, each scored by the rubric of its question."""

from functions.evaluate_interview.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.usecases.evaluate_interview import EvaluatePorts, evaluate_interview


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Evaluates what was answered, with the evidence that the input names."""
    root = Pipeline.of(settings)
    ports = EvaluatePorts(root.interviews, root.sessions, root.results, root.engines)
    return evaluate_interview(started.key, started.evidence_units, steps=root.steps, ports=ports)
