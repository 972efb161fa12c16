"""Publish Events: new outbox items and sessions that have ended, from the table's stream."""

from shared.runtime.settings import Settings as FunctionSettings


class Settings(FunctionSettings):
    """The environment of the function."""

    event_bus_name: str
