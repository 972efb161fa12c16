"""Which faults a storm brought: without them it was none.

The provider counts its own. Of the app's calls the journal says how often each came: its dice are thrown again. A
worker that was killed is in the history of the machine that had called it.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.chaos.kept import key_of
from bench.chaos.provider import Provider
from bench.sandbox import Sandbox
from shared.adapters.chaos import Chaos, ChaosSettings

KILLED, PROVIDER = "workers killed", "calls of the provider that went wrong"
TABLE, BUCKETS = "requests to the table refused", "requests to the buckets refused"
OPERATIONS = ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchGetItem")
ASKED = {
    TABLE: ("dynamodb", [f"DynamoDB_20120810.{operation}" for operation in OPERATIONS]),
    BUCKETS: ("s3", ["GET", "PUT", "HEAD", "POST", "DELETE"]),
}
EXITED = "Runtime.ExitError"


class Dice(Chaos):
    """Throws again what workers have thrown, in a journal of its own."""

    def __init__(self, thrown: ChaosSettings, again: Path) -> None:
        super().__init__(thrown.model_copy(update={"journal": again}))
        self._thrown, self._again = thrown.journal, again

    def hits(self, *call: str) -> int:
        """How often the call was hit, each time that it came."""
        first = self._draw(*call)
        [note] = self._again.iterdir()
        came = self._thrown / note.name
        throws = [first, *(self._draw(*call) for _ in range(1, _size(came)))] if came.exists() else []
        note.unlink()
        return sum(map(self._hits, throws))


def _size(file: Path) -> int:
    return file.stat().st_size


def faults_of(stage: Sandbox, count: int, settings: ChaosSettings, provider: Provider) -> dict[str, int]:
    """How often each kind of fault came to so many interviews."""
    machine = Counter(_errors(stage))
    with TemporaryDirectory(prefix="parley-dice-") as folder:
        dice = Dice(settings, Path(folder))
        refused = {kind: sum(dice.hits(*call) for call in _requests(stage, count, *ASKED[kind])) for kind in ASKED}
    return {KILLED: machine[EXITED]} | refused | {PROVIDER: provider.faults.total()}


def _requests(stage: Sandbox, count: int, service: str, told: list[str]) -> Iterator[tuple[str, ...]]:
    """As `Chaos` calls them: by the function that asks, what it asks, and for which interview, if for one."""
    functions = [each["FunctionName"] for each in stage.client("lambda").list_functions(MaxItems=100)["Functions"]]
    interviews = ["", *(key_of(number).interview_id for number in range(count))]
    return product([service], functions, told, interviews)


def _errors(stage: Sandbox) -> Iterator[str]:
    """With which each failed Task has failed."""
    states, machine = stage.client("stepfunctions"), stage.connection.outputs["StateMachineArn"]
    pages = states.get_paginator("list_executions").paginate(stateMachineArn=machine)
    for arn in (execution["executionArn"] for page in pages for execution in page["executions"]):
        history = states.get_paginator("get_execution_history").paginate(executionArn=arn)
        events = [event for page in history for event in page["events"]]
        yield from (event["taskFailedEventDetails"]["error"] for event in events if event["type"] == "TaskFailed")
