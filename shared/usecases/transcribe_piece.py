"""One piece of a recording is heard. What was heard is kept, so that no repeat pays for it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.errors import EngineUnavailable, MissingStepInput
from shared.domain.pieces import HeardAs, PieceManifest, hearing_key, manifest_key, pieces_folder, sound_key
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.ports import Recognition
from shared.usecases.run_step import run_part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shared.domain.interview_key import RunKey
    from shared.domain.pieces import Piece
    from shared.ports import ArtifactStore, Engines, InterviewStore, RecognisedSegment, VoiceSeparator
    from shared.usecases.run_step import Attempt, StepPorts


class TranscribePieceOutput(Value):
    """The piece, and in how many segments something was said."""

    piece: int
    segments: int


class HeardPiece(Value):
    """What was heard in a piece, its times from the piece's start. `voiceprints` are as many as segments, or none.

    `unheard_voices` says why there are none.
    """

    recognition: Recognition
    voiceprints: tuple[str, ...] = ()
    unheard_voices: str | None = None
    warnings: tuple[str, ...] = ()


class HearingPorts(Bundle):
    """What hearing needs."""

    interviews: InterviewStore
    artifacts: ArtifactStore
    engines: Engines
    voices: VoiceSeparator


def transcribe_piece(key: RunKey, number: int, *, steps: StepPorts, ports: HearingPorts) -> TranscribePieceOutput:
    """Hears a piece of the run's recording, unless the same engines have heard it before.

    Raises what the engine raises; MissingStepInput when the recording has not been split.
    """

    def work(attempt: Attempt) -> TranscribePieceOutput:
        desk = desk_of(attempt, ports, HeardAs.PIECES)
        heard = desk.find(number)
        if heard is None:
            heard = _hear(desk, number, attempt, ports).model_copy(update={"warnings": attempt.meter.notes})
            ports.artifacts.put(desk.key(number), heard, temporary=True)
        return TranscribePieceOutput(piece=number, segments=len(heard.recognition.segments))

    return run_part(steps, key, Step.UPLOAD, work, part=f"piece-{number}")


class Desk(Bundle):
    """Where the pieces of a run's recording lie, and what was heard in them by the engines of the run."""

    folder: str
    manifest: PieceManifest
    hearing: str
    language_hint: str | None
    artifacts: ArtifactStore

    def piece(self, number: int) -> Piece:
        """The piece of that number. Raises MissingStepInput when the recording has fewer."""
        if not 0 <= number < len(self.manifest.pieces):
            raise MissingStepInput(f"the recording has no piece {number}", field="piece")
        return self.manifest.pieces[number]

    def key(self, number: int) -> str:
        """Where what was heard in a piece is kept."""
        piece = self.piece(number)
        return hearing_key(self.folder, piece, hearing=self.hearing, language_hint=self.language_hint)

    def find(self, number: int) -> HeardPiece | None:
        """What was heard in a piece before."""
        return self.artifacts.find(self.key(number), HeardPiece)


def desk_of(attempt: Attempt, ports: HearingPorts, heard_as: HeardAs) -> Desk:
    """What hearing pieces of this run needs. Raises MissingStepInput when the recording has not been split so."""
    folder = pieces_folder(attempt.run.key.interview, attempt.run.upload_version)
    key = manifest_key(folder, whole=heard_as is HeardAs.JOB)
    manifest = ports.artifacts.find(key, PieceManifest)
    if manifest is None:
        raise MissingStepInput("the recording has not been split", field="mediaUrl", remedy="resume from upload")
    hint = ports.interviews.get_interview(attempt.run.key.interview).language_hint
    return Desk(folder, manifest, ports.engines.hearing(attempt.scope), hint, ports.artifacts)


def _hear(desk: Desk, number: int, attempt: Attempt, ports: HearingPorts) -> HeardPiece:
    piece = desk.piece(number)
    with ports.artifacts.open_copy(sound_key(desk.folder, piece)) as recording:
        heard = ports.engines.speech(attempt.scope).transcribe(recording, language_hint=desk.language_hint)
        if _speakers_are_known(desk, piece, heard.segments):
            return HeardPiece(recognition=heard)
        return _with_voices(recording, heard, ports.voices)


def _speakers_are_known(desk: Desk, piece: Piece, segments: Sequence[RecognisedSegment]) -> bool:
    """By channel, or by the engine: its labels hold for one piece only, so there must be no other."""
    labelled = all(segment.speaker is not None for segment in segments)
    return piece.channel is not None or (labelled and len(desk.manifest.pieces) == 1)


def _with_voices(recording: Path, heard: Recognition, voices: VoiceSeparator) -> HeardPiece:
    try:
        voiceprints = tuple(voices.voiceprints(recording, heard.segments))
    except EngineUnavailable as unavailable:
        return HeardPiece(recognition=heard, unheard_voices=unavailable.message)
    return HeardPiece(recognition=heard, voiceprints=voiceprints)
