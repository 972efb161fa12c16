"""Start Transcription Job: ids and a task's token in, the job's name out."""

from shared.domain.interview_key import RunKey
from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.start_transcription_job import StartTranscriptionJobOutput


class Input(RunKey):
    """`taskToken` is how the task of the machine is told that the job has ended."""

    task_token: str


Output = StartTranscriptionJobOutput


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
