"""Engines that cost nothing are metered all the same: how often they were called, and how long it took."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from shared.adapters.around_analyst import AroundAnalyst
from shared.domain.engines import EngineKind, EngineUse
from shared.domain.made_by import Engine
from shared.domain.session.speech import Speech
from shared.ports import Analyst, Meter, Recognition, SpeechToText
from shared.ports.sessions import TextToSpeech

EMBEDDED = "embedded"
R = TypeVar("R")


@dataclass(frozen=True)
class MeteredAnalyst(AroundAnalyst):
    """Implements `Analyst` by another one."""

    analyst: Analyst
    meter: Meter
    provider: str = EMBEDDED

    @property
    def engine(self) -> Engine:
        return self.analyst.engine

    def _ask(self, work: Callable[[Analyst], R]) -> R:
        return timed(lambda: work(self.analyst), self.meter, self._use)

    def _use(self, seconds: float) -> EngineUse:
        return analysis_use(self.provider, self.engine, seconds)


@dataclass(frozen=True)
class MeteredSpeechToText:
    """Implements `SpeechToText` by another one, whose recognition says how much was heard."""

    speech: SpeechToText
    meter: Meter
    model: str
    provider: str = EMBEDDED

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        heard: list[Recognition] = []

        def hear() -> Recognition:
            heard.append(self.speech.transcribe(recording, language_hint=language_hint))
            return heard[0]

        return timed(hear, self.meter, lambda seconds: self._use(seconds, heard))

    def _use(self, seconds: float, heard: Sequence[Recognition]) -> EngineUse:
        return EngineUse(
            provider=self.provider,
            model=self.model,
            kind=EngineKind.SPEECH,
            seconds=seconds,
            audio_seconds=sum(recognition.audio_seconds for recognition in heard),
        )


@dataclass(frozen=True)
class MeteredTextToSpeech:
    """Implements `TextToSpeech` by another one."""

    speaker: TextToSpeech
    meter: Meter
    model: str
    provider: str = EMBEDDED

    @property
    def voice(self) -> str:
        return self.speaker.voice

    def synthesise(self, text: str, *, language: str) -> Speech:
        said: list[Speech] = []

        def say() -> Speech:
            said.append(self.speaker.synthesise(text, language=language))
            return said[0]

        return timed(say, self.meter, lambda seconds: self._use(seconds, said))

    def _use(self, seconds: float, said: Sequence[Speech]) -> EngineUse:
        return EngineUse(
            provider=self.provider,
            model=self.model,
            kind=EngineKind.VOICE,
            seconds=seconds,
            characters=sum(speech.characters for speech in said),
        )


def timed(work: Callable[[], R], meter: Meter, use: Callable[[float], EngineUse]) -> R:
    """A call that fails is a call all the same."""
    began = perf_counter()
    try:
        return work()
    finally:
        meter.add(use(round(perf_counter() - began, 3)))


def analysis_use(provider: str, engine: Engine, seconds: float) -> EngineUse:
    """What a call of an engine that understands has used, when all it costs is time."""
    return EngineUse(provider=provider, model=engine.name, kind=EngineKind.ANALYSIS, seconds=seconds)
