"""A recording or a ready transcript becomes a transcript with speakers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from shared.domain.bundle import Bundle
from shared.domain.errors import MissingStepInput, NoSpeech
from shared.domain.hearing import Heard, unsure_share
from shared.domain.interview_key import upload_key
from shared.domain.interview_status import InterviewMode
from shared.domain.limits import LANGUAGE_CONFIDENCE_FLOOR, SHORT_RECORDING_SECONDS
from shared.domain.references import TranscriptReference
from shared.domain.speaker_roles import speakers_of
from shared.domain.steps import Step
from shared.domain.transcript import Segment, Transcript
from shared.domain.value import Value
from shared.usecases.merge_pieces import merge_pieces
from shared.usecases.run_step import StepResult, run_step
from shared.usecases.transcribe_piece import desk_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.interview_key import RunKey
    from shared.domain.pieces import HeardAs, Piece
    from shared.ports import ArtifactStore, MediaStore, TranscriptReader
    from shared.usecases.merge_pieces import Merged
    from shared.usecases.run_step import Attempt, StepPorts
    from shared.usecases.transcribe_piece import Desk, HeardPiece, HearingPorts

MAX_ERROR_CHARACTERS = 100
MAX_NOTE_CHARACTERS = 300


class UploadAndTranscribeOutput(Value):
    """Seed 000's output of this step; the texts travel as references. The counts are for the interview's totals."""

    interview_id: str
    full_transcript: TranscriptReference
    transcript_data: TranscriptReference
    language: str
    segments: int
    duration_seconds: float
    heard: Heard = Field(default_factory=Heard)


class FullText(Value):
    """The transcript as plain lines."""

    text: str


class JoinPorts(Bundle):
    """What joining needs."""

    media: MediaStore
    transcripts: TranscriptReader
    hearing: HearingPorts


def upload_and_transcribe(
    key: RunKey,
    heard_as: HeardAs,
    *,
    steps: StepPorts,
    ports: JoinPorts,
    job_error: str = "",
    stood_in: Sequence[str] = (),
) -> UploadAndTranscribeOutput:
    """Completes the step: a ready transcript is read, or what was heard in the pieces is joined; stored under the run.

    `job_error` names why no job has heard the recording though one was to, `stood_in` what splitting has noted of who
    hears; the step then says so.
    Raises NoSpeech and UnreadableTranscript; MissingStepInput when a piece has not been heard.
    """

    def work(attempt: Attempt) -> StepResult[UploadAndTranscribeOutput]:
        for noted in stood_in:
            attempt.meter.note(noted[:MAX_NOTE_CHARACTERS])
        if job_error:
            attempt.meter.note(f"the job failed ({job_error[:MAX_ERROR_CHARACTERS]}): others heard the recording")
        transcript = _ready(attempt, ports) or _join(desk_of(attempt, ports.hearing, heard_as), ports.hearing)
        return _store(key, transcript, ports.hearing.artifacts)

    return run_step(steps, key, Step.UPLOAD, work, UploadAndTranscribeOutput, goes_on=True)


def _ready(attempt: Attempt, ports: JoinPorts) -> Transcript | None:
    """The transcript that was uploaded as one."""
    key = attempt.run.key.interview
    with ports.media.reader(upload_key(key), attempt.run.upload_version) as upload:
        if not ports.transcripts.recognises(upload):
            return None
        interview = ports.hearing.interviews.get_interview(key)
        ours = interview.mode is InterviewMode.LIVE  # nobody but us puts it
        return ports.transcripts.read(upload, language=interview.language_hint, ours=ours)


def _join(desk: Desk, ports: HearingPorts) -> Transcript:
    heard = [_heard(desk, piece) for piece in desk.manifest.pieces]
    if not any(one.recognition.segments for one in heard):
        raise NoSpeech("no speech was found in the recording", field="file")
    merged = merge_pieces(desk.manifest.pieces, heard, ports.voices)
    return _transcript(desk.manifest.duration_seconds, merged)


def _heard(desk: Desk, piece: Piece) -> HeardPiece:
    heard = desk.find(piece.number)
    if heard is None:
        raise MissingStepInput(f"piece {piece.number} has not been heard", remedy="resume from upload")
    return heard


def _transcript(duration_seconds: float, merged: Merged) -> Transcript:
    segments = tuple(
        Segment(index=index, speaker=label, **segment.model_dump(exclude={"channel", "speaker"}))
        for index, (segment, label) in enumerate(zip(merged.segments, merged.labels, strict=True))
    )
    return Transcript(
        language=merged.language,
        language_confidence=merged.language_confidence,
        duration_seconds=round(duration_seconds, 3),
        segments=segments,
        speakers=speakers_of(segments),
        engine=merged.engine,
        warnings=(*_warnings(duration_seconds, merged), *merged.warnings),
    )


def _warnings(duration_seconds: float, merged: Merged) -> list[str]:
    warnings = []
    if duration_seconds < SHORT_RECORDING_SECONDS:
        warnings.append(f"the recording lasts only {duration_seconds:.1f} s")
    if merged.language_confidence is not None and merged.language_confidence < LANGUAGE_CONFIDENCE_FLOOR:
        warnings.append(
            f"the language is uncertain ({merged.language}); name it and run again from upload if it is wrong"
        )
    return warnings


def _store(key: RunKey, transcript: Transcript, artifacts: ArtifactStore) -> StepResult[UploadAndTranscribeOutput]:
    folder = f"{key.organisation_id}/{key.interview_id}/runs/{key.run:04d}"
    data = artifacts.put(f"{folder}/transcript.json", transcript)
    text = artifacts.put(f"{folder}/full-transcript.json", FullText(text=transcript.full_text))
    output = UploadAndTranscribeOutput(
        interview_id=key.interview_id,
        full_transcript=TranscriptReference(run=key.run, uri=text),
        transcript_data=TranscriptReference(run=key.run, uri=data),
        language=transcript.language,
        segments=len(transcript.segments),
        duration_seconds=transcript.duration_seconds,
        heard=_heard_how(transcript),
    )
    return StepResult(output=output, engine=transcript.engine, warnings=transcript.warnings)


def _heard_how(transcript: Transcript) -> Heard:
    stretches = [(one.seconds, one.confidence) for one in transcript.segments]
    return Heard(language_confidence=transcript.language_confidence, unsure_share=unsure_share(stretches))
