"""Enforce Retention: a schedule's tick in, how much was let go of out."""

from pydantic import BaseModel

from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.enforce_retention import Enforced

Output = Enforced


class Input(BaseModel, defer_build=True):
    """A tick says nothing that is needed."""


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    media_bucket: str
    artifacts_bucket: str
    state_retention_days: int
    erasure_queue_url: str
    erasure_quiet_seconds: int
