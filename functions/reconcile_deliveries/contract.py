"""Reconcile Deliveries: a schedule's tick."""

from pydantic import BaseModel, ConfigDict

from shared.runtime.settings import Settings as FunctionSettings


class Input(BaseModel):
    """A tick says nothing."""

    model_config = ConfigDict(defer_build=True, extra="ignore")


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    first_sends_url: str
    repeated_sends_url: str
