"""Conclude Run: the end of every run, on record before the execution fails."""

from functions.conclude_run.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.outside import Outside
from shared.usecases.conclude_run import conclude_run


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Ends the run. Raises RunFailed when a planned step is not completed."""
    root = Outside.of(settings)
    again = conclude_run(started.key, started.redrives, started.redrives_planned, runs=root.runs, clock=root.clock)
    return Output(again=again)
