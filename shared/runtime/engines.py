"""Which engines answer in this stage."""

from pathlib import Path

from shared.adapters.audio_file import AudioFileReader
from shared.adapters.extractive.analyst import ExtractiveAnalyst
from shared.adapters.transcript_file import TranscriptFileReader
from shared.adapters.unavailable import NoSpeechToText, NoVoices
from shared.ports import Analyst, Embedder
from shared.usecases.upload_and_transcribe import SpeechPorts


def build_embedder() -> Embedder:
    """MiniLM where its weights are installed; else the lexical stand-in, which the engine's version names."""
    from shared.adapters.lexical import LexicalEmbedder
    from shared.adapters.minilm import MiniLmEmbedder, weights_installed

    return MiniLmEmbedder() if weights_installed() else LexicalEmbedder()


def build_analyst() -> Analyst:
    """The embedded engine. Language models come beside it, behind the same port."""
    return ExtractiveAnalyst(build_embedder())


def build_speech(*, embedded: bool, model_cache: str) -> SpeechPorts:
    """Whisper and numpy's voices where the stage embeds its engines."""
    if not embedded:
        return SpeechPorts(AudioFileReader(), NoSpeechToText(), NoVoices(), TranscriptFileReader())
    from shared.adapters.voices import VoiceprintSeparator
    from shared.adapters.whisper import WhisperSpeechToText

    speech = WhisperSpeechToText(Path(model_cache))
    return SpeechPorts(AudioFileReader(), speech, VoiceprintSeparator(), TranscriptFileReader())
