"""Record Failure: why a step failed is written down."""

from functions.record_failure.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.outside import Outside
from shared.usecases.hold_slots import give_sign_of_life
from shared.usecases.record_failure import record_failure


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Writes the failure on the step and on the run."""
    root = Outside.of(settings)
    record_failure(started.key, started.step, started.error, started.cause, runs=root.runs, clock=root.clock)
    give_sign_of_life(started.key, runs=root.runs, admission=root.admission, clock=root.clock)
    return Output()
