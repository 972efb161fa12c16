"""A short recording for a candidate to upload: the beginning of a longer one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from shared.domain.pieces import Piece

CLIP_SECONDS: Final = 21.2  # of our sample: a question and its answer


@contextmanager
def beginning_of(recording: Path, seconds: float = CLIP_SECONDS) -> Iterator[Path]:
    """Its first seconds as FLAC. Raises UnreadableRecording."""
    from shared.adapters.recording_decoder import PyAvDecoder

    with recording.open("rb") as file, PyAvDecoder().decode(file, max_seconds=seconds) as sound:
        end = min(seconds, sound.info.duration_seconds)
        with sound.flac(Piece(number=0, start_seconds=0.0, end_seconds=end)) as clip:
            yield clip
