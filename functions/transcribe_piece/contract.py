"""Transcribe Piece: ids and the number of a piece in, how much was heard out."""

from shared.domain.interview_key import RunKey
from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.transcribe_piece import TranscribePieceOutput


class Input(RunKey):
    """`piece` is the number of a piece of the recording, from 0."""

    piece: int


Output = TranscribePieceOutput


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
    faults_enabled: bool
    artifacts_bucket: str
    ai_env: str
    model_cache: str
    provider_secrets_prefix: str
    own_server: str
