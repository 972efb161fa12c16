"""Record Failure: what a Catch of the state machine knows of an error."""

from shared.domain.interview_key import RunKey
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.runtime.settings import Settings as FunctionSettings


class Input(RunKey):
    """`step` is null when the plan itself failed. `cause` is Step Functions' text, often the error as JSON."""

    step: Step | None
    error: str
    cause: str


class Output(Value):
    """Nothing but that it is written."""

    recorded: bool = True


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
