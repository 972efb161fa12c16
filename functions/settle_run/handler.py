"""Settle Run: runs that ended are settled, and the next ones let go."""

import json

from functions.settle_run.contract import Input, Settings
from shared.domain.interview_key import RunKey
from shared.runtime.handler import lambda_handler
from shared.runtime.observability import measure
from shared.runtime.pipeline import Pipeline
from shared.usecases.enter_owed import enter_owed
from shared.usecases.oldest_waits import oldest_waits
from shared.usecases.record_transitions import record_transitions
from shared.usecases.settle_run import settle_run, settle_runs


@lambda_handler(Input, Settings)
def handler(event: Input, settings: Settings) -> dict[str, int]:
    """Settles the run of the event, or every active run and what is owed to the ledger."""
    root = Pipeline.of(settings)
    if "input" in event.detail:
        key = RunKey.model_validate(json.loads(event.detail["input"]))
        settled = settle_run(key, ports=root.starting)
        record_transitions(key, ports=root.starting, ledger=root.ledger, platform=root.platform)
        return {"settled": int(settled)}
    try:
        ended = settle_runs(ports=root.starting)
        measure({f"OldestWaitOf{lane.capitalize()}": wait for lane, wait in oldest_waits(ports=root.starting).items()})
    finally:  # the trouble of one is not the other's
        enter_owed(ledger=root.ledger, erasures=root.erasures, clock=root.clock)
    return {"settled": ended}
