"""Send Webhook: attempts of deliveries, by their ids, from either queue."""

from shared.runtime.settings import Settings as FunctionSettings


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    artifacts_bucket: str
    first_sends_url: str
    repeated_sends_url: str
    repeated_sends_arn: str
    send_dead_letters_arn: str
    send_schedules: str
    send_schedules_role: str
    batches_of_tenant: int
    loopback_webhooks: bool
    own_hosts: str
    api_url: str
