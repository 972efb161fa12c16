"""Transcribe Piece: one piece of a recording is heard."""

from functions.transcribe_piece.contract import Input, Output, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.pipeline import Pipeline
from shared.runtime.speech import hearing
from shared.usecases.transcribe_piece import transcribe_piece


@lambda_handler(Input, Settings)
def handler(started: Input, settings: Settings) -> Output:
    """Hears a piece of the run's recording."""
    root = Pipeline.of(settings)
    return transcribe_piece(started.key, started.piece, steps=root.steps, ports=hearing(root))
