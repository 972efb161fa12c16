"""Extract Evidence: a reference to a transcript in, a reference to rows of evidence out."""

from shared.domain.interview_key import RunKey
from shared.domain.references import TranscriptReference
from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.extract_evidence import ExtractEvidenceOutput


class Input(RunKey):
    """`fullTranscript` may be of an earlier run; it is null when no run has one."""

    full_transcript: TranscriptReference


Output = ExtractEvidenceOutput


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
    faults_enabled: bool
    artifacts_bucket: str
    ai_env: str
    provider_secrets_prefix: str
    own_server: str
