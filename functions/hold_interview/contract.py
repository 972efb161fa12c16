"""Live interviews: requests of API Gateway's proxy integration in, its responses out."""

from shared.runtime.settings import Settings as FunctionSettings


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
