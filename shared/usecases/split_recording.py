"""An upload is looked into once; a recording is cut into pieces that can be heard side by side."""

from dataclasses import dataclass

from shared.domain.errors import (
    EmptyRecording,
    MissingStepInput,
    RecordingTooLarge,
    RecordingTooLong,
    RecordingTooShort,
)
from shared.domain.interview import InterviewKey, RunKey, upload_key
from shared.domain.limits import MAX_RECORDING_BYTES, MAX_RECORDING_SECONDS, MIN_RECORDING_SECONDS
from shared.domain.pieces import (
    HeardAs,
    PieceManifest,
    cut_into_pieces,
    is_fresh,
    manifest_key,
    pieces_folder,
    sound_key,
)
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.ports import (
    ArtifactStore,
    AudioInfo,
    Clock,
    MediaStore,
    Readable,
    RecordingDecoder,
    Sound,
    TranscriptReader,
    UploadedObject,
)
from shared.usecases.run_step import Attempt, StepPorts, run_part

TRACKS = 2


class SplitRecordingOutput(Value):
    """How the upload becomes words, and the numbers of the pieces that are to be heard."""

    heard_as: HeardAs
    pieces: tuple[int, ...] = ()


@dataclass(frozen=True)
class SplitPorts:
    """What splitting needs."""

    media: MediaStore
    artifacts: ArtifactStore
    decoder: RecordingDecoder
    transcripts: TranscriptReader


def split_recording(key: RunKey, *, steps: StepPorts, ports: SplitPorts) -> SplitRecordingOutput:
    """Begins the step: checks the run's upload, and cuts a recording into pieces unless that has been done.

    Raises an InvalidRecording when nothing can be made of the file.
    """

    def work(attempt: Attempt) -> SplitRecordingOutput:
        if Step.UPLOAD in attempt.run.completed_steps:
            return SplitRecordingOutput(heard_as=HeardAs.READY)
        return _split(key.interview, attempt.run.upload_version, ports, steps.clock)

    return run_part(steps, key, Step.UPLOAD, work, begins=True)


def _split(interview: InterviewKey, version: str | None, ports: SplitPorts, clock: Clock) -> SplitRecordingOutput:
    folder = pieces_folder(interview, version)
    known = ports.artifacts.find(manifest_key(folder), PieceManifest)
    if known and is_fresh(known, clock.now()):
        return _output(known)
    _check_size(ports.media.head(upload_key(interview), version))
    with ports.media.reader(upload_key(interview), version) as upload:
        if ports.transcripts.recognises(upload):
            return SplitRecordingOutput(heard_as=HeardAs.READY)
        return _output(_cut(upload, folder, ports, clock))


def _output(manifest: PieceManifest) -> SplitRecordingOutput:
    return SplitRecordingOutput(heard_as=HeardAs.PIECES, pieces=tuple(piece.number for piece in manifest.pieces))


def _check_size(uploaded: UploadedObject | None) -> None:
    if uploaded is None:
        raise MissingStepInput("the upload is gone", field="mediaUrl", remedy="upload the recording again")
    if uploaded.size == 0:
        raise EmptyRecording("the file has no bytes", field="file")
    if uploaded.size > MAX_RECORDING_BYTES:
        raise RecordingTooLarge(f"{uploaded.size} bytes, the limit is {MAX_RECORDING_BYTES}", field="file")


def _cut(upload: Readable, folder: str, ports: SplitPorts, clock: Clock) -> PieceManifest:
    upload.seek(0)
    with ports.decoder.decode(upload, max_seconds=MAX_RECORDING_SECONDS) as sound:
        _check_duration(sound.info)
        manifest = _manifest(sound, clock)
        for piece in manifest.pieces:
            with sound.flac(piece) as file:
                ports.artifacts.put_file(sound_key(folder, piece), file)
    ports.artifacts.put(manifest_key(folder), manifest, temporary=True)
    return manifest


def _manifest(sound: Sound, clock: Clock) -> PieceManifest:
    info = sound.info
    tracks = TRACKS if sound.has_separate_tracks else 1
    return PieceManifest(
        container=info.container,
        duration_seconds=info.duration_seconds,
        channels=info.channels,
        pieces=cut_into_pieces(info.duration_seconds, sound.loudness, channels=tracks),
        made_at=clock.now(),
    )


def _check_duration(info: AudioInfo) -> None:
    if info.duration_seconds < MIN_RECORDING_SECONDS:
        raise RecordingTooShort(
            f"{info.duration_seconds:.1f} s, at least {MIN_RECORDING_SECONDS:.0f} s is needed", field="file"
        )
    if info.duration_seconds > MAX_RECORDING_SECONDS:
        raise RecordingTooLong(f"longer than the limit of {MAX_RECORDING_SECONDS:.0f} s", field="file")
