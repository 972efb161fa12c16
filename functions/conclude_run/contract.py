"""Conclude Run: ids in; whether the machine goes round again out, or RunFailed."""

from shared.domain.interview_key import RunKey
from shared.domain.value import Value
from shared.runtime.settings import Settings as FunctionSettings


class Input(RunKey):
    """How often AWS has redriven the execution: now, and when the run was last planned."""

    redrives: int
    redrives_planned: int


class Output(Value):
    """True when a redrive entered here."""

    again: bool


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
