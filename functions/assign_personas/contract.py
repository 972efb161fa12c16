"""Assign Personas: a reference to evidence and its people in, ids of personas out."""

from shared.domain.interview_key import RunKey
from shared.domain.references import RowsReference
from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.assign_personas import AssignPersonasOutput


class Input(RunKey):
    """`evidenceUnits` may be of an earlier run; its people are read with it."""

    project_id: str
    evidence_units: RowsReference


Output = AssignPersonasOutput


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
    faults_enabled: bool
    ai_env: str
    provider_secrets_prefix: str
    own_server: str
