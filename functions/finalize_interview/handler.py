"""Finalize Interview: totals, status, and the event that says so."""

from functions.finalize_interview.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.usecases.finalize_interview import FinalizePorts, finalize_interview


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Finalizes the run's interview."""
    root = Pipeline.of(settings)
    ports = FinalizePorts(
        interviews=root.interviews, results=root.results, engines=root.engines, findings=root.findings
    )
    return finalize_interview(started.key, steps=root.steps, ports=ports)
