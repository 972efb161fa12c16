"""The API: requests of API Gateway's proxy integration in, its responses out."""

from shared.runtime.settings import Settings as FunctionSettings


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    media_bucket: str
    artifacts_bucket: str
    state_machine_arn: str
    state_retention_days: int
    lane_slots: int
    organisation_slots: int
    public_url: str
    signing_secret: str
    sender_email: str
    first_sends_url: str
    repeated_sends_url: str
    loopback_webhooks: bool
    own_hosts: str
    erasure_queue_url: str
    erasure_quiet_seconds: int
