"""Attribute Answers: references to evidence and transcript in, the count of answered questions out."""

from shared.domain.interview_key import RunKey
from shared.domain.references import RowsReference, TranscriptReference
from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.attribute_answers import AttributeAnswersOutput


class Input(RunKey):
    """Evidence and transcript may be of earlier runs."""

    project_id: str
    evidence_units: RowsReference
    full_transcript: TranscriptReference


Output = AttributeAnswersOutput


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
    faults_enabled: bool
    artifacts_bucket: str
    ai_env: str
    provider_secrets_prefix: str
    own_server: str
