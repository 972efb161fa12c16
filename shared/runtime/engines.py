"""Which engines answer in this stage."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.extractive.analyst import ExtractiveAnalyst
from shared.adapters.metered import EMBEDDED, MeteredAnalyst, MeteredSpeechToText, MeteredTextToSpeech
from shared.adapters.unavailable import NoSpeechToText, NoVoices

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.ports import (
        Analyst,
        Embedder,
        EngineScope,
        Interviewer,
        Scorer,
        SpeechToText,
        TranscriptionJobs,
        VoiceSeparator,
    )
    from shared.ports.sessions import QuestionWriter, TextToSpeech
    from shared.runtime.guards import Guards
    from shared.runtime.model_engines import CatalogueEngines, JobsOf

WHISPER = "whisper-base"
PIPER = "piper-joe"
PIPER_URL = "PARLEY_PIPER_URL"  # set for the functions of stage local, where Piper runs


def build_embedder() -> Embedder:
    """MiniLM where its weights are installed; else the lexical stand-in, which the engine's version names."""
    from shared.adapters.lexical import LexicalEmbedder
    from shared.adapters.minilm import MiniLmEmbedder, weights_installed

    return MiniLmEmbedder() if weights_installed() else LexicalEmbedder()


@dataclass(frozen=True)
class EmbeddedEngines:
    """Implements `Engines` without any provider. `hears` is False where the weights of Whisper are not shipped.

    `piper_url` is where Piper listens, empty where it does not run.
    """

    model_cache: str
    hears: bool
    piper_url: str = ""

    def analyst(self, scope: EngineScope) -> Analyst:
        return MeteredAnalyst(self._extractive, scope.meter)

    def question_writer(self, scope: EngineScope) -> QuestionWriter:
        del scope  # one bank for every tier
        from shared.adapters.question_bank import BankQuestionWriter

        return BankQuestionWriter()

    def interviewer(self, scope: EngineScope) -> Interviewer:
        from shared.adapters.metered_interviewer import MeteredInterviewer

        return MeteredInterviewer(self._rules, scope.meter)

    def scorer(self, scope: EngineScope) -> Scorer:
        from shared.adapters.metered_interviewer import MeteredScorer
        from shared.adapters.rules_interviewer.scorer import RulesScorer

        return MeteredScorer(RulesScorer(self._embedder), scope.meter)

    def speech(self, scope: EngineScope) -> SpeechToText:
        return MeteredSpeechToText(self.whisper, scope.meter, WHISPER) if self.hears else NoSpeechToText()

    def speech_job(self, scope: EngineScope) -> TranscriptionJobs | None:  # noqa: ARG002 - none hears by jobs
        return None

    def hears_whole(self, scope: EngineScope) -> bool:  # noqa: ARG002 - none hears by jobs
        return False

    def hearing(self, scope: EngineScope) -> str:  # noqa: ARG002 - one engine for every tier
        return WHISPER

    def voice(self, scope: EngineScope) -> TextToSpeech | None:
        return MeteredTextToSpeech(self._piper, scope.meter, PIPER) if self.piper_url else None

    @cached_property
    def _extractive(self) -> Analyst:
        return ExtractiveAnalyst(self._embedder)

    @cached_property
    def _rules(self) -> Interviewer:
        from shared.adapters.rules_interviewer.interviewer import RulesInterviewer

        return RulesInterviewer(self._embedder)

    @cached_property
    def _embedder(self) -> Embedder:
        return build_embedder()

    @cached_property
    def _piper(self) -> TextToSpeech:
        from shared.runtime.catalogue import load_catalogue
        from shared.runtime.vendors import NO_KEY, build_voice

        model = load_catalogue().model_of(EMBEDDED, PIPER)
        provider = load_catalogue().provider_of(model).model_copy(update={"base_url": self.piper_url})
        return build_voice(provider, model, lambda: NO_KEY)

    @cached_property
    def whisper(self) -> SpeechToText:
        """Whisper base, unmetered."""
        from shared.adapters.in_time import InTimeSpeechToText
        from shared.adapters.whisper import WhisperSpeechToText
        from shared.runtime.invocation import remaining

        return InTimeSpeechToText(WhisperSpeechToText(Path(self.model_cache), remaining), remaining)


def build_engines(
    ai_env: str, own_server: str, model_cache: str, guards: Callable[[], Guards], jobs: JobsOf
) -> CatalogueEngines:
    """Who hears and understands in that AI_ENV, by the reviewed catalogue. Raises CatalogueInvalid.

    `own_server` is a language model of the user's own as JSON, or empty. `guards` are built when a provider is asked.
    """
    from shared.domain.catalogue import AiEnv, ai_env_named
    from shared.runtime.catalogue import catalogue_with
    from shared.runtime.model_engines import CatalogueEngines
    from shared.runtime.vendors import vendors

    piper_url = os.environ.get(PIPER_URL, "")
    embedded = EmbeddedEngines(model_cache=model_cache, hears=ai_env == AiEnv.EMBEDDED, piper_url=piper_url)
    return CatalogueEngines(catalogue_with(own_server), ai_env_named(ai_env), embedded, guards, vendors(), jobs)


def build_voices(*, embedded: bool) -> VoiceSeparator:
    """Who tells voices apart: numpy's voices where the stage embeds its engines."""
    if not embedded:
        return NoVoices()
    from shared.adapters.voices import VoiceprintSeparator

    return VoiceprintSeparator()
