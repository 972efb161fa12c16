"""Ready transcripts in files."""

from shared.domain.limits import MAX_TRANSCRIPT_BYTES
from shared.domain.transcript import Transcript
from shared.domain.transcript_formats import parse_transcript
from shared.domain.upload_kind import SNIFF_BYTES, is_transcript
from shared.ports import Readable


class TranscriptFileReader:
    """Implements `TranscriptReader`."""

    def recognises(self, file: Readable) -> bool:
        file.seek(0)
        return is_transcript(file.read(SNIFF_BYTES))

    def read(self, file: Readable, *, language: str | None, ours: bool) -> Transcript:
        file.seek(0)
        return parse_transcript(file.read(MAX_TRANSCRIPT_BYTES + 1), language=language, ours=ours)
