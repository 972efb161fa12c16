"""Finish Transcription Job: a job's status change, or a schedule's tick."""

from typing import Any

from pydantic import BaseModel, Field

from shared.runtime.settings import Settings as FunctionSettings


class Input(BaseModel, defer_build=True):
    """An EventBridge event. A status change has the job's name in its detail; a tick has none."""

    detail: dict[str, Any] = Field(default_factory=dict)


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
    faults_enabled: bool
    artifacts_bucket: str
    ai_env: str
    model_cache: str
    own_server: str
