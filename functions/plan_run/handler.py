"""Plan Run: which steps this run executes."""

from functions.plan_run.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.outside import Outside
from shared.usecases.plan_run import plan_run


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Plans the run that the ids name."""
    root = Outside.of(settings)
    return plan_run(started.key, interviews=root.interviews, runs=root.runs, admission=root.admission, clock=root.clock)
