"""Ready transcripts in files."""

from pathlib import Path

from shared.domain.limits import MAX_TRANSCRIPT_BYTES
from shared.domain.transcript import Transcript
from shared.domain.transcript_formats import parse_transcript
from shared.domain.upload_kind import SNIFF_BYTES, is_transcript


class TranscriptFileReader:
    """Implements `TranscriptReader`."""

    def recognises(self, file: Path) -> bool:
        with file.open("rb") as opened:
            return is_transcript(opened.read(SNIFF_BYTES))

    def read(self, file: Path, *, language: str | None) -> Transcript:
        with file.open("rb") as opened:
            return parse_transcript(opened.read(MAX_TRANSCRIPT_BYTES + 1), language=language)
