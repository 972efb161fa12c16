"""Finalize Interview: ids in, whether the whole run succeeded out."""

from shared.domain.interview_key import RunKey
from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.finalize_interview import FinalizeInterviewOutput

Input = RunKey
Output = FinalizeInterviewOutput


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
    faults_enabled: bool
    ai_env: str
    provider_secrets_prefix: str
    own_server: str
