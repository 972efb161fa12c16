"""Engines whose provider wants a key: one that is refused is read anew before the next call."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from shared.domain.errors import EngineRefused
from shared.domain.made_by import Engine
from shared.domain.session.speech import Speech
from shared.ports import LanguageModel, ModelAnswer, Prompt, Recognition, SpeechToText
from shared.ports.sessions import TextToSpeech


@dataclass(frozen=True)
class KeyedModel:
    """Implements `LanguageModel` by another one. `forget` drops the key that was used."""

    model: LanguageModel
    forget: Callable[[], None]

    @property
    def engine(self) -> Engine:
        return self.model.engine

    @property
    def context_tokens(self) -> int:
        return self.model.context_tokens

    def answer(self, prompt: Prompt, schema: type[BaseModel]) -> ModelAnswer:
        try:
            return self.model.answer(prompt, schema)
        except EngineRefused:
            self.forget()
            raise


@dataclass(frozen=True)
class KeyedSpeechToText:
    """Implements `SpeechToText` by another one."""

    speech: SpeechToText
    forget: Callable[[], None]

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        try:
            return self.speech.transcribe(recording, language_hint=language_hint)
        except EngineRefused:
            self.forget()
            raise


@dataclass(frozen=True)
class KeyedTextToSpeech:
    """Implements `TextToSpeech` by another one."""

    speaker: TextToSpeech
    forget: Callable[[], None]

    @property
    def voice(self) -> str:
        return self.speaker.voice

    def synthesise(self, text: str, *, language: str) -> Speech:
        try:
            return self.speaker.synthesise(text, language=language)
        except EngineRefused:
            self.forget()
            raise
