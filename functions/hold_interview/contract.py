"""Live interviews: requests of API Gateway's proxy integration in, its responses out; or an event of the bus."""

from pydantic import BaseModel, ConfigDict

from shared.domain.events import DomainEvent
from shared.domain.value import Value
from shared.runtime.settings import Settings as FunctionSettings


class Abandoned(BaseModel):
    """An EventBridge event: an interview was abandoned."""

    model_config = ConfigDict(defer_build=True)
    detail: DomainEvent


class Heard(Value):
    """Whether an answer was left to be heard, and was."""

    heard: bool


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    media_bucket: str
    ai_env: str
    model_cache: str
    faults_enabled: bool
    own_server: str
    provider_secrets_prefix: str
    public_url: str
    signing_secret: str
