"""Which engines answer in this stage."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shared.adapters.audio_file import AudioFileReader
from shared.adapters.extractive.analyst import ExtractiveAnalyst
from shared.adapters.metered import MeteredAnalyst, MeteredSpeechToText
from shared.adapters.transcript_file import TranscriptFileReader
from shared.adapters.unavailable import NoSpeechToText, NoVoices
from shared.ports import Analyst, Embedder, Engines, EngineScope, SpeechToText, VoiceSeparator
from shared.usecases.upload_and_transcribe import SpeechPorts

WHISPER = "whisper-base"


def build_embedder() -> Embedder:
    """MiniLM where its weights are installed; else the lexical stand-in, which the engine's version names."""
    from shared.adapters.lexical import LexicalEmbedder
    from shared.adapters.minilm import MiniLmEmbedder, weights_installed

    return MiniLmEmbedder() if weights_installed() else LexicalEmbedder()


@dataclass(frozen=True)
class EmbeddedEngines:
    """Implements `Engines` without any provider. `hears` is False where the weights of Whisper are not shipped."""

    model_cache: str
    hears: bool

    def analyst(self, scope: EngineScope) -> Analyst:
        return MeteredAnalyst(self._extractive, scope.meter)

    def speech(self, scope: EngineScope) -> SpeechToText:
        return MeteredSpeechToText(self._whisper, scope.meter, WHISPER) if self.hears else NoSpeechToText()

    @cached_property
    def _extractive(self) -> Analyst:
        return ExtractiveAnalyst(build_embedder())

    @cached_property
    def _whisper(self) -> SpeechToText:
        from shared.adapters.whisper import WhisperSpeechToText

        return WhisperSpeechToText(Path(self.model_cache))


def build_speech(engines: Engines, *, embedded: bool) -> SpeechPorts:
    """What turns sound into words with speakers: numpy's voices where the stage embeds its engines."""
    return SpeechPorts(AudioFileReader(), engines, build_voices(embedded=embedded), TranscriptFileReader())


def build_voices(*, embedded: bool) -> VoiceSeparator:
    """Who tells voices apart."""
    if not embedded:
        return NoVoices()
    from shared.adapters.voices import VoiceprintSeparator

    return VoiceprintSeparator()
