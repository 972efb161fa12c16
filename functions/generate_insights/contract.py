"""Generate Insights: a reference to evidence in, ids of themes out. The run's instructions are read from its record."""

from shared.domain.interview_key import RunKey
from shared.domain.references import RowsReference
from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.generate_insights import GenerateInsightsOutput


class Input(RunKey):
    """`evidenceUnits` may be of an earlier run."""

    evidence_units: RowsReference


Output = GenerateInsightsOutput


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
    faults_enabled: bool
    ai_env: str
    provider_secrets_prefix: str
    own_server: str
