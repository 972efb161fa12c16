"""Engines whose provider wants a key: one that was replaced meanwhile is no fault of the provider that refuses it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from shared.domain.bundle import Bundle
from shared.domain.errors import EngineRefused, StorageThrottled
from shared.domain.made_by import Engine
from shared.domain.session.speech import Speech
from shared.ports import LanguageModel, ModelAnswer, Prompt, Recognition, SpeechToText
from shared.ports.sessions import TextToSpeech

A = TypeVar("A")


class KnownKey(Bundle):
    """A provider's key: `read` gives it, believed for a while; `forget` has it read anew."""

    read: Callable[[], str]
    forget: Callable[[], None]

    def used_by(self, call: Callable[[], A]) -> A:
        """What the call answers. Refused for its key, it is made once more where another key is kept by now."""
        used = self.read()
        try:
            return call()
        except EngineRefused as refused:
            if not (refused.blames_provider and self._was_replaced(used)):
                raise
        return call()

    def _was_replaced(self, used: str) -> bool:
        self.forget()
        try:
            return self.read() != used
        except (EngineRefused, StorageThrottled):
            return False  # what the provider said says more


class KeyedModel(Bundle):
    """Implements `LanguageModel` by another one."""

    model: LanguageModel
    key: KnownKey

    @property
    def engine(self) -> Engine:
        return self.model.engine

    @property
    def context_tokens(self) -> int:
        return self.model.context_tokens

    def answer(self, prompt: Prompt, schema: type[BaseModel]) -> ModelAnswer:
        return self.key.used_by(lambda: self.model.answer(prompt, schema))


class KeyedSpeechToText(Bundle):
    """Implements `SpeechToText` by another one."""

    speech: SpeechToText
    key: KnownKey

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        return self.key.used_by(lambda: self.speech.transcribe(recording, language_hint=language_hint))


class KeyedTextToSpeech(Bundle):
    """Implements `TextToSpeech` by another one."""

    speaker: TextToSpeech
    key: KnownKey

    @property
    def voice(self) -> str:
        return self.speaker.voice

    def synthesise(self, text: str, *, language: str) -> Speech:
        return self.key.used_by(lambda: self.speaker.synthesise(text, language=language))
