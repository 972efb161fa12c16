"""Fan Out Crowd: events that have waited because their tenant had many at once, from their queue."""

from shared.runtime.settings import Settings as FunctionSettings


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    first_sends_url: str
    repeated_sends_url: str
