"""Engines that cost nothing are metered all the same: how often they were called, and how long it took."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from shared.domain.analysis import AnswerAttribution, PersonaDraft, ThemesDraft
from shared.domain.engines import EngineKind, EngineUse
from shared.domain.evidence import EvidenceUnit, Person
from shared.domain.project import Persona, ProjectQuestion
from shared.domain.transcript import Engine, Segment, Transcript
from shared.ports import Analyst, EvidenceReading, Meter, Recognition, SpeechToText

EMBEDDED = "embedded"
R = TypeVar("R")


@dataclass(frozen=True)
class MeteredAnalyst:
    """Implements `Analyst` by another one."""

    analyst: Analyst
    meter: Meter
    provider: str = EMBEDDED

    @property
    def engine(self) -> Engine:
        return self.analyst.engine

    def read_window(self, transcript: Transcript, window: Sequence[Segment]) -> EvidenceReading:
        return self._timed(lambda: self.analyst.read_window(transcript, window))

    def find_themes(self, evidence: Sequence[EvidenceUnit], *, instructions: str | None) -> ThemesDraft:
        return self._timed(lambda: self.analyst.find_themes(evidence, instructions=instructions))

    def match_personas(
        self, people: Sequence[Person], evidence: Sequence[EvidenceUnit], personas: Sequence[Persona]
    ) -> Sequence[PersonaDraft]:
        return self._timed(lambda: self.analyst.match_personas(people, evidence, personas))

    def attribute_answers(
        self, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
    ) -> Sequence[AnswerAttribution]:
        return self._timed(lambda: self.analyst.attribute_answers(questions, transcript, evidence))

    def summarise(self, evidence: Sequence[EvidenceUnit]) -> str:
        return self._timed(lambda: self.analyst.summarise(evidence))

    def _timed(self, work: Callable[[], R]) -> R:
        return _timed(work, self.meter, self._use)

    def _use(self, seconds: float) -> EngineUse:
        kind = EngineKind.ANALYSIS
        return EngineUse(provider=self.provider, model=self.engine.name, kind=kind, seconds=seconds)


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

        return _timed(hear, self.meter, lambda seconds: self._use(seconds, heard))

    def _use(self, seconds: float, heard: Sequence[Recognition]) -> EngineUse:
        return EngineUse(
            provider=self.provider,
            model=self.model,
            kind=EngineKind.SPEECH,
            seconds=seconds,
            audio_seconds=sum(recognition.audio_seconds for recognition in heard),
        )


def _timed(work: Callable[[], R], meter: Meter, use: Callable[[float], EngineUse]) -> R:
    """A call that fails is a call all the same."""
    began = perf_counter()
    try:
        return work()
    finally:
        meter.add(use(round(perf_counter() - began, 3)))
