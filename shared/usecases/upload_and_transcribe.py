"""A recording or a ready transcript becomes a transcript with speakers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.domain.errors import (
    EmptyRecording,
    MissingStepInput,
    NoSpeech,
    RecordingTooLarge,
    RecordingTooLong,
    RecordingTooShort,
)
from shared.domain.interview import Interview, RunKey, upload_key
from shared.domain.limits import (
    LANGUAGE_CONFIDENCE_FLOOR,
    MAX_RECORDING_BYTES,
    MAX_RECORDING_SECONDS,
    MIN_RECORDING_SECONDS,
    SHORT_RECORDING_SECONDS,
)
from shared.domain.references import TranscriptReference
from shared.domain.speaker_roles import speakers_of
from shared.domain.steps import Step
from shared.domain.transcript import Segment, Transcript
from shared.domain.value import Value
from shared.ports import (
    ArtifactStore,
    AudioInfo,
    AudioReader,
    Engines,
    EngineScope,
    InterviewStore,
    MediaStore,
    Recognition,
    TranscriptReader,
    UploadedObject,
    VoiceSeparator,
)
from shared.usecases.run_step import Attempt, StepPorts, StepResult, run_step


class UploadAndTranscribeOutput(Value):
    """Seed 000's output of this step; the texts travel as references. The counts are for the interview's totals."""

    interview_id: str
    full_transcript: TranscriptReference
    transcript_data: TranscriptReference
    language: str
    segments: int
    duration_seconds: float


class FullText(Value):
    """The transcript as plain lines."""

    text: str


@dataclass(frozen=True)
class SpeechPorts:
    """What turns sound into words with speakers."""

    audio: AudioReader
    engines: Engines
    voices: VoiceSeparator
    transcripts: TranscriptReader


def upload_and_transcribe(
    key: RunKey,
    *,
    steps: StepPorts,
    interviews: InterviewStore,
    media: MediaStore,
    artifacts: ArtifactStore,
    speech: SpeechPorts,
) -> UploadAndTranscribeOutput:
    """Reads the run's upload, whatever its name says, and stores the transcript under the run.

    Raises an InvalidRecording when nothing can be made of the file.
    """

    def work(attempt: Attempt) -> StepResult[UploadAndTranscribeOutput]:
        interview = interviews.get_interview(key.interview)
        version = steps.runs.get_run(key).upload_version
        _check_size(media.head(upload_key(key.interview), version))
        with media.open_copy(upload_key(key.interview), version) as path:
            transcript = _transcribe(path, interview, speech, attempt.scope)
        return _store(key, transcript, artifacts)

    return run_step(steps, key, Step.UPLOAD, work, UploadAndTranscribeOutput)


def _check_size(uploaded: UploadedObject | None) -> None:
    if uploaded is None:
        raise MissingStepInput("the upload is gone", field="mediaUrl", remedy="upload the recording again")
    if uploaded.size == 0:
        raise EmptyRecording("the file has no bytes", field="file")
    if uploaded.size > MAX_RECORDING_BYTES:
        raise RecordingTooLarge(f"{uploaded.size} bytes, the limit is {MAX_RECORDING_BYTES}", field="file")


def _transcribe(path: Path, interview: Interview, speech: SpeechPorts, scope: EngineScope) -> Transcript:
    if speech.transcripts.recognises(path):
        return speech.transcripts.read(path, language=interview.language_hint)
    info = speech.audio.inspect(path)
    _check_duration(info)
    heard = speech.engines.speech(scope).transcribe(path, language_hint=interview.language_hint)
    if not heard.segments:
        raise NoSpeech("no speech was found in the recording", field="file")
    return _transcript(info, heard, speech.voices.label(path, heard.segments))


def _check_duration(info: AudioInfo) -> None:
    if info.duration_seconds < MIN_RECORDING_SECONDS:
        raise RecordingTooShort(
            f"{info.duration_seconds:.1f} s, at least {MIN_RECORDING_SECONDS:.0f} s is needed", field="file"
        )
    if info.duration_seconds > MAX_RECORDING_SECONDS:
        raise RecordingTooLong(
            f"{info.duration_seconds:.0f} s, the limit is {MAX_RECORDING_SECONDS:.0f} s", field="file"
        )


def _transcript(info: AudioInfo, heard: Recognition, labels: Sequence[str]) -> Transcript:
    segments = tuple(
        Segment(index=index, speaker=label, **segment.model_dump(exclude={"channel", "speaker"}))
        for index, (segment, label) in enumerate(zip(heard.segments, labels, strict=True))
    )
    return Transcript(
        language=heard.language,
        language_confidence=heard.language_confidence,
        duration_seconds=info.duration_seconds,
        segments=segments,
        speakers=speakers_of(segments),
        engine=heard.engine,
        warnings=tuple(_warnings(info, heard)),
    )


def _warnings(info: AudioInfo, heard: Recognition) -> list[str]:
    warnings = []
    if info.duration_seconds < SHORT_RECORDING_SECONDS:
        warnings.append(f"the recording lasts only {info.duration_seconds:.1f} s")
    if heard.language_confidence is not None and heard.language_confidence < LANGUAGE_CONFIDENCE_FLOOR:
        warnings.append(
            f"the language is uncertain ({heard.language}); name it and run again from upload if it is wrong"
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
    )
    return StepResult(output=output, engine=transcript.engine, warnings=transcript.warnings)
