"""Upload And Transcribe: seed 000's input, with the organisation and the run; the texts are references."""

from shared.domain.interview_key import RunKey
from shared.domain.pieces import HeardAs
from shared.domain.value import Value
from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.upload_and_transcribe import UploadAndTranscribeOutput


class Metadata(Value):
    """What is known of the interview before it is heard."""

    project_id: str


class Input(RunKey):
    """`mediaUrl` names the upload in the media bucket: a recording, or a ready transcript (`transcriptData`).

    `heardAs` is what Split Recording decided, `jobError` why a job did not hear it; empty when none has failed.
    `stoodIn` is what splitting has noted of who hears in whose place.
    """

    media_url: str
    metadata: Metadata
    heard_as: HeardAs
    job_error: str = ""
    stood_in: tuple[str, ...] = ()


Output = UploadAndTranscribeOutput


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
