"""Erase Data: ids of an interview to be erased, from the erasure queue; or a schedule's tick."""

from pydantic import BaseModel, ConfigDict, Field

from shared.runtime.batches import QueueMessage
from shared.runtime.settings import Settings as FunctionSettings


class Input(BaseModel):
    """Messages of the queue; a tick has none."""

    model_config = ConfigDict(extra="ignore", defer_build=True)
    records: list[QueueMessage] = Field(default_factory=list, alias="Records")


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    media_bucket: str
    artifacts_bucket: str
    state_machine_arn: str
    state_retention_days: int
    erasure_queue_url: str
    ai_env: str
