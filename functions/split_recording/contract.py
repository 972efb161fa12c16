"""Split Recording: ids in, the numbers of the pieces out."""

from shared.domain.interview_key import RunKey
from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.split_recording import SplitRecordingOutput


class Input(RunKey):
    """`jobError` names why a job did not hear the recording; empty before one was asked."""

    job_error: str = ""


Output = SplitRecordingOutput


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
    faults_enabled: bool
    media_bucket: str
    artifacts_bucket: str
    ai_env: str
    model_cache: str
    own_server: str
