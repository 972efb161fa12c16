"""Engines that a stage does not have, saying so."""

from collections.abc import Sequence
from pathlib import Path

from shared.domain.errors import EngineUnavailable
from shared.ports import RecognisedSegment, Recognition

MESSAGE = "no speech to text is configured in this stage"
NO_VOICES = "voices are not told apart by their sound in this stage"
REMEDY = "send a ready transcript, or use stage local, which has its own engine"


class NoSpeechToText:
    """Implements `SpeechToText` by refusing."""

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:  # noqa: ARG002
        raise EngineUnavailable(MESSAGE, remedy=REMEDY)


class NoVoices:
    """Implements `VoiceSeparator` by refusing."""

    def voiceprints(self, recording: Path, segments: Sequence[RecognisedSegment]) -> Sequence[str]:  # noqa: ARG002
        raise EngineUnavailable(NO_VOICES, remedy="nothing can be done in this stage")

    def group(self, voiceprints: Sequence[str], seconds: Sequence[float]) -> Sequence[int]:  # noqa: ARG002
        raise EngineUnavailable(NO_VOICES, remedy="nothing can be done in this stage")
