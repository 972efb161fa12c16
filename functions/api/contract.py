"""The API: requests of API Gateway's proxy integration in, its responses out."""

from shared.runtime.settings import Settings as FunctionSettings


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
