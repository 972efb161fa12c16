"""Close Sessions: that a session has ended, from the event bus; or a schedule's tick."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.close_sessions import ClosedSessions

Output = ClosedSessions


class Input(BaseModel):
    """An EventBridge event. That a session has ended names it in its detail; a tick has none."""

    model_config = ConfigDict(defer_build=True)
    detail: dict[str, Any] = Field(default_factory=dict)


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    media_bucket: str
