"""Evaluate Interview: a reference to evidence in, counts out. What is scored is read from the session."""

from shared.domain.interview_key import RunKey
from shared.domain.references import RowsReference
from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.evaluate_interview import EvaluateInterviewOutput


class Input(RunKey):
    """`evidenceUnits` may be of an earlier run."""

    evidence_units: RowsReference


Output = EvaluateInterviewOutput


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
    faults_enabled: bool
    ai_env: str
    provider_secrets_prefix: str
    own_server: str
