"""An upload is looked into once; a recording is cut into pieces that can be heard side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.errors import (
    EmptyRecording,
    MissingStepInput,
    RecordingTooLarge,
    RecordingTooLong,
    RecordingTooShort,
)
from shared.domain.interview_key import upload_key
from shared.domain.limits import MAX_RECORDING_BYTES, MAX_RECORDING_SECONDS, MIN_RECORDING_SECONDS
from shared.domain.pieces import (
    HeardAs,
    Piece,
    PieceManifest,
    cut_into_pieces,
    is_fresh,
    manifest_key,
    pieces_folder,
    sound_key,
)
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.usecases.run_step import run_part
from shared.usecases.take_quota import take_audio

if TYPE_CHECKING:
    from shared.domain.interview_key import RunKey
    from shared.domain.run import Run
    from shared.ports import (
        ArtifactStore,
        AudioInfo,
        Clock,
        Engines,
        MediaStore,
        Readable,
        RecordingDecoder,
        Sound,
        TranscriptReader,
        UploadedObject,
    )
    from shared.usecases.run_step import Attempt, StepPorts
    from shared.usecases.take_quota import QuotaPorts

TRACKS = 2


class SplitRecordingOutput(Value):
    """How the upload becomes words, and the numbers of the pieces that are to be heard.

    `stood_in` are the step's warnings of who hears in whose place: names of engines only.
    """

    heard_as: HeardAs
    pieces: tuple[int, ...] = ()
    stood_in: tuple[str, ...] = ()


class SplitPorts(Bundle):
    """What splitting needs."""

    media: MediaStore
    artifacts: ArtifactStore
    decoder: RecordingDecoder
    transcripts: TranscriptReader
    engines: Engines
    quotas: QuotaPorts


def split_recording(key: RunKey, *, steps: StepPorts, ports: SplitPorts, job_error: str = "") -> SplitRecordingOutput:
    """Begins the step: checks the run's upload, and cuts a recording into pieces unless that has been done.

    With `job_error` the step goes on after a job that failed with it: then pieces are heard, whoever comes first.

    Raises an InvalidRecording when nothing can be made of the file, QuotaExceeded when the month has no room for it.
    """

    def work(attempt: Attempt) -> SplitRecordingOutput:
        if Step.UPLOAD in attempt.run.completed_steps:
            return SplitRecordingOutput(heard_as=HeardAs.READY)
        whole = not job_error and ports.engines.hears_whole(attempt.scope)
        done = _split(attempt.run, HeardAs.JOB if whole else HeardAs.PIECES, ports, steps.clock)
        noted = attempt.meter.notes if done.heard_as is HeardAs.PIECES else ()
        return done.model_copy(update={"stood_in": noted})

    return run_part(steps, key, Step.UPLOAD, work, begins=not job_error)


def _split(run: Run, heard_as: HeardAs, ports: SplitPorts, clock: Clock) -> SplitRecordingOutput:
    upload, version = upload_key(run.key.interview), run.upload_version
    desk = _Cutting(run, pieces_folder(run.key.interview, version), heard_as, ports, clock)
    known = ports.artifacts.find(desk.manifest_key, PieceManifest)
    if known and is_fresh(known, clock.now()):
        return desk.output(known)
    _check_size(ports.media.head(upload, version))
    with ports.media.reader(upload, version) as file:
        if ports.transcripts.recognises(file):
            return SplitRecordingOutput(heard_as=HeardAs.READY)
        return desk.output(desk.cut(file))


def _check_size(uploaded: UploadedObject | None) -> None:
    if uploaded is None:
        raise MissingStepInput("the upload is gone", field="mediaUrl", remedy="upload the recording again")
    if uploaded.size == 0:
        raise EmptyRecording("the file has no bytes", field="file")
    if uploaded.size > MAX_RECORDING_BYTES:
        raise RecordingTooLarge(f"{uploaded.size} bytes, the limit is {MAX_RECORDING_BYTES}", field="file")


class _Cutting(Bundle):
    """Where the pieces go. A recording that a job hears whole is one piece, which is not written."""

    run: Run
    folder: str
    heard_as: HeardAs
    ports: SplitPorts
    clock: Clock

    @property
    def manifest_key(self) -> str:
        return manifest_key(self.folder, whole=self.heard_as is HeardAs.JOB)

    def output(self, manifest: PieceManifest) -> SplitRecordingOutput:
        return SplitRecordingOutput(heard_as=self.heard_as, pieces=tuple(piece.number for piece in manifest.pieces))

    def cut(self, upload: Readable) -> PieceManifest:
        upload.seek(0)
        with self.ports.decoder.decode(upload, max_seconds=MAX_RECORDING_SECONDS) as sound:
            _check_duration(sound.info)
            take_audio(self.run, sound.info.duration_seconds, self.clock.now(), ports=self.ports.quotas)
            manifest = self._manifest(sound)
            for piece in manifest.pieces if self.heard_as is HeardAs.PIECES else ():
                with sound.flac(piece) as file:
                    self.ports.artifacts.put_file(sound_key(self.folder, piece), file)
        self.ports.artifacts.put(self.manifest_key, manifest, temporary=True)
        return manifest

    def _manifest(self, sound: Sound) -> PieceManifest:
        info = sound.info
        return PieceManifest(
            container=info.container,
            duration_seconds=info.duration_seconds,
            channels=info.channels,
            pieces=self._pieces(sound),
            made_at=self.clock.now(),
        )

    def _pieces(self, sound: Sound) -> tuple[Piece, ...]:
        seconds = sound.info.duration_seconds
        if self.heard_as is HeardAs.JOB:
            return (Piece(number=0, start_seconds=0.0, end_seconds=seconds),)
        tracks = TRACKS if sound.has_separate_tracks else 1
        return cut_into_pieces(seconds, sound.loudness, channels=tracks)


def _check_duration(info: AudioInfo) -> None:
    if info.duration_seconds < MIN_RECORDING_SECONDS:
        raise RecordingTooShort(
            f"{info.duration_seconds:.1f} s, at least {MIN_RECORDING_SECONDS:.0f} s is needed", field="file"
        )
    if info.duration_seconds > MAX_RECORDING_SECONDS:
        raise RecordingTooLong(f"longer than the limit of {MAX_RECORDING_SECONDS:.0f} s", field="file")
