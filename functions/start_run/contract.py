"""Start Run: S3's `Object Created` events, from the intake queue."""

from shared.runtime.settings import Settings as FunctionSettings


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    media_bucket: str
    state_retention_days: int
    state_machine_arn: str
    lane_slots: int
    organisation_slots: int
