"""Capture Analytics: events of the bus, from the analytics queue."""

from shared.runtime.settings import Settings as FunctionSettings


class Settings(FunctionSettings):
    """The environment of the function."""

    posthog_key_parameter: str
