"""Settle Run: an execution's status change, or a schedule's tick."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shared.runtime.settings import Settings as FunctionSettings


class Input(BaseModel):
    """An EventBridge event. A status change has the execution's input in its detail; a tick has none."""

    model_config = ConfigDict(defer_build=True)
    detail: dict[str, Any] = Field(default_factory=dict)


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
    state_machine_arn: str
    lane_slots: int
    organisation_slots: int
