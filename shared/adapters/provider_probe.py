"""The least that can be asked of an engine: a word of a model or a voice, a second of silence of speech to text."""

import tempfile
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from shared.adapters.breakers import Breakers
from shared.adapters.chain import Link
from shared.domain.breaker import BreakerKey
from shared.domain.engines import EngineKind
from shared.ports import Prompt

RATE = 16_000


class Present(BaseModel):
    """What a model answers to a probe."""

    present: bool


QUESTION = Prompt(name="probe", version=1, instructions='Answer {"present": true}.', data="{}")


@dataclass(frozen=True)
class GuardedProbe:
    """Implements `ProviderProbe`. `link_of` is the engine that a provider is asked by for that kind of work.

    What it costs, some tokens, belongs to no interview and is on no bill of ours.
    """

    breakers: Breakers
    link_of: Callable[[BreakerKey], Link[Any, Any]]

    def probe(self, key: BreakerKey) -> None:
        link = self.link_of(key)
        ask = {EngineKind.ANALYSIS: _ask_model, EngineKind.SPEECH: _ask_speech, EngineKind.VOICE: _ask_voice}[key.kind]
        self.breakers.guard(key, lambda: ask(link.engine()), seconds=link.timeout_seconds, forced=True)


def _ask_model(model: Any) -> None:
    model.answer(QUESTION, Present)


def _ask_speech(speech: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        silence = Path(folder) / "silence.wav"
        with wave.open(str(silence), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(bytes(2 * RATE))
        speech.transcribe(silence, language_hint=None)


def _ask_voice(voice: Any) -> None:
    voice.synthesise("Yes.", language="en")
