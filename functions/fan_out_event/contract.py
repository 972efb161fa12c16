"""Fan Out Event: new outbox items, from the table's stream."""

from shared.runtime.settings import Settings as FunctionSettings


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    first_sends_url: str
    repeated_sends_url: str
    crowds_url: str
