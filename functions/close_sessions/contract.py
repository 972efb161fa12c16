"""Close Sessions: a schedule's tick in, how many sessions were closed out."""

from pydantic import BaseModel

from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.close_sessions import ClosedSessions

Output = ClosedSessions


class Input(BaseModel):
    """A tick says nothing that is needed."""


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    media_bucket: str
