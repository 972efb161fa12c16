"""What the parts of the upload step need, out of the composition root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle

if TYPE_CHECKING:
    from shared.ports import RecordingDecoder, TranscriptReader, VoiceSeparator
    from shared.runtime.pipeline import Pipeline
    from shared.usecases.finish_transcription_job import JobPorts
    from shared.usecases.split_recording import SplitPorts
    from shared.usecases.transcribe_piece import HearingPorts
    from shared.usecases.upload_and_transcribe import JoinPorts


class Ears(Bundle):
    """What looks into media files, reads ready transcripts and tells voices apart."""

    decoder: RecordingDecoder
    transcripts: TranscriptReader
    voices: VoiceSeparator


def build_ears(*, embedded: bool) -> Ears:
    """Voices are told apart where the stage embeds its engines."""
    from shared.adapters.recording_decoder import PyAvDecoder
    from shared.adapters.transcript_file import TranscriptFileReader
    from shared.runtime.engines import build_voices

    return Ears(PyAvDecoder(), TranscriptFileReader(), build_voices(embedded=embedded))


def splitting(root: Pipeline) -> SplitPorts:
    """What splitting recordings needs."""
    from shared.usecases.split_recording import SplitPorts
    from shared.usecases.take_quota import QuotaPorts

    quotas = QuotaPorts(root.organisations, root.quotas)
    return SplitPorts(root.media, root.artifacts, root.ears.decoder, root.ears.transcripts, root.engines, quotas)


def hearing(root: Pipeline) -> HearingPorts:
    """What turns sound into words with voices."""
    from shared.usecases.transcribe_piece import HearingPorts

    return HearingPorts(root.interviews, root.artifacts, root.engines, root.ears.voices)


def waiting(root: Pipeline) -> JobPorts:
    """What waiting for a provider's job needs."""
    from shared.usecases.finish_transcription_job import JobPorts

    return JobPorts(hearing(root), root.waiting, root.tokens)


def joining(root: Pipeline) -> JoinPorts:
    """What makes a transcript of an upload."""
    from shared.usecases.upload_and_transcribe import JoinPorts

    return JoinPorts(root.media, root.ears.transcripts, hearing(root))
