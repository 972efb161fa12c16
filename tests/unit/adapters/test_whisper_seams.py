"""A cut through speech in which nobody pauses, heard by the embedded Whisper: no word is lost or there twice."""

import re
from pathlib import Path

import numpy as np
import pytest

from shared.adapters.whisper import WhisperSpeechToText
from shared.domain.pieces import OVERLAP_SECONDS, Piece
from shared.usecases.merge_pieces import merge_pieces
from shared.usecases.transcribe_piece import HeardPiece
from tests import media
from tests.fakes import ScriptedVoices

pytestmark = pytest.mark.engines

FIRST, LAST = 8.9, 26.0  # somebody answers at length
FRAME = media.RATE // 20
QUIET = 0.01


def without_pauses() -> media.Audio:
    sound = media.sample_audio(FIRST, LAST)
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)
    return np.concatenate([frame for frame in frames if np.sqrt(np.square(frame).mean()) > QUIET])


def test_what_is_cut_in_the_middle_of_speech_is_heard_all_the_same(tmp_path: Path) -> None:
    """Cut without an overlap, "in March" is heard as "and Mark", and the word before it not at all."""
    sound, whisper = without_pauses(), WhisperSpeechToText(tmp_path)
    length = len(sound) / media.RATE
    start, end = length / 2 - OVERLAP_SECONDS, length / 2 + OVERLAP_SECONDS
    pieces = (
        Piece(number=0, start_seconds=0.0, end_seconds=end, tail_seconds=OVERLAP_SECONDS),
        Piece(number=1, start_seconds=start, end_seconds=length, lead_seconds=OVERLAP_SECONDS),
    )

    def hear(piece: Piece) -> HeardPiece:
        span = slice(int(piece.start_seconds * media.RATE), int(piece.end_seconds * media.RATE))
        recording = tmp_path / "recording"
        recording.write_bytes(media.encode(sound[span], "wav"))
        return HeardPiece(recognition=whisper.transcribe(recording, language_hint="en"))

    merged = merge_pieces(pieces, [hear(piece) for piece in pieces], ScriptedVoices())
    words = " ".join(re.findall(r"[a-z0-9']+", " ".join(one.text for one in merged.segments).lower()))
    assert re.search(r"we moved? to the new scheduling \w+ in march because the old spreadsheet was breaking", words)
    assert [words.count(word) for word in ("scheduling", "march", "spreadsheet", "week")] == [1, 1, 1, 1]
