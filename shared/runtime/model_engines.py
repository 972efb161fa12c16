"""The engines of the catalogue: for AI_ENV and tier a chain, each link with its key, its price and its breaker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from shared.adapters.chain import Link
from shared.domain.breaker import BreakerKey, BreakerState
from shared.domain.catalogue import ProviderKind
from shared.domain.engines import EngineKind, EngineUse
from shared.domain.errors import EngineUnavailable
from shared.domain.prices import price_of
from shared.domain.session.limits import SPEAKING_SECONDS
from shared.domain.tenant import Mode, mode_of
from shared.runtime.pricing import answer_price, job_use
from shared.runtime.vendors import NO_KEY

if TYPE_CHECKING:
    from shared.adapters.kept_answers import KeptAnswers
    from shared.adapters.keyed import KnownKey
    from shared.domain.catalogue import Catalogue, Model, Provider
    from shared.domain.session.speech import Speech
    from shared.ports import (
        Analyst,
        EngineScope,
        LanguageModel,
        ModelAnswer,
        Recognition,
        SpeechToText,
        TranscriptionJobs,
    )
    from shared.ports.sessions import Interviewer, QuestionWriter, Scorer, TextToSpeech
    from shared.runtime.engines import EmbeddedEngines
    from shared.runtime.guards import Guards
    from shared.runtime.vendors import Vendors

E = TypeVar("E")
JobsOf = Callable[[Callable[[float], EngineUse]], "TranscriptionJobs"]


@dataclass(frozen=True)
class CatalogueEngines:
    """Implements `Engines` by AI_ENV and tier. Engines are built on first use and kept, keys asked for each call."""

    catalogue: Catalogue
    ai_env: str
    embedded: EmbeddedEngines
    guards: Callable[[], Guards]
    vendors: Vendors
    jobs: JobsOf
    _built: dict[str, Any] = field(default_factory=dict)

    def analyst(self, scope: EngineScope) -> Analyst:
        hosted, stands_in = self._hosted(scope)
        if not hosted:
            return self.embedded.analyst(scope)
        from shared.adapters.model_analyst.analyst import ModelAnalyst
        from shared.adapters.model_analyst.in_language import InLanguage

        asked = InLanguage(ModelAnalyst(self._guarded_model(hosted, scope, self._answers_of(scope))), scope.meter)
        if not stands_in:
            return asked
        from shared.adapters.stand_in import StandInAnalyst

        return StandInAnalyst(asked, lambda: self.embedded.analyst(scope), scope.meter)

    def interviewer(self, scope: EngineScope) -> Interviewer:
        hosted, _ = self._hosted(scope)
        if not hosted:
            return self.embedded.interviewer(scope)
        from shared.runtime.interviewer import build_interviewer

        model = self._guarded_model(hosted, scope, None)
        return build_interviewer(model, lambda: self.embedded.interviewer(scope), scope.meter)

    def question_writer(self, scope: EngineScope) -> QuestionWriter:
        hosted, _ = self._hosted(scope)
        if not hosted:
            return self.embedded.question_writer(scope)
        from shared.runtime.question_writer import build_question_writer

        return build_question_writer(self._guarded_model(hosted, scope, None), scope.meter)

    def scorer(self, scope: EngineScope) -> Scorer:
        hosted, stands_in = self._hosted(scope)
        if not hosted:
            return self.embedded.scorer(scope)
        from shared.runtime.scorer import build_scorer

        rules = partial(self.embedded.scorer, scope) if stands_in else None
        return build_scorer(self._guarded_model(hosted, scope, self._answers_of(scope)), rules, scope.meter)

    def speech(self, scope: EngineScope) -> SpeechToText:
        chain = self._chain(scope, EngineKind.SPEECH)
        if all(self._is_embedded(model) for model in chain):
            return self.embedded.speech(scope)
        from shared.adapters.guarded_model import GuardedSpeechToText

        guards = self._guards
        links = [self._speech_link(model) for model in chain if self._is_asked_for_files(model)]
        if len(links) < len(chain):
            scope.meter.note(f"heard by {links[0]}: amazon-transcribe hears whole recordings, not files")
        return GuardedSpeechToText(links, breakers=guards.breakers, patience=guards.patience, meter=scope.meter)

    def speech_job(self, scope: EngineScope) -> TranscriptionJobs | None:
        model = self._chain(scope, EngineKind.SPEECH)[0]
        if self._is_asked_for_files(model):
            return None
        from shared.adapters.guarded_jobs import GuardedJobs

        jobs, provider = self.jobs(partial(job_use, self.catalogue, model)), self.catalogue.provider_of(model)
        return GuardedJobs(jobs, self._guards.breakers, _breaker_of(provider), self.catalogue.seconds_of(model))

    def hears_whole(self, scope: EngineScope) -> bool:
        first, *others = self._chain(scope, EngineKind.SPEECH)
        if self._is_asked_for_files(first):
            return False
        state = self._guards.breakers.state(_breaker_of(self.catalogue.provider_of(first)))
        if not others or state in {BreakerState.CLOSED, BreakerState.HALF_OPEN}:
            return True
        scope.meter.note(f"{first.id} is {state}: {others[0].id} hears in its place")
        return False

    def hearing(self, scope: EngineScope) -> str:
        return ",".join(model.name for model in self._chain(scope, EngineKind.SPEECH))

    def voice(self, scope: EngineScope) -> TextToSpeech | None:
        chain = self._chain(scope, EngineKind.VOICE)
        if all(self._is_embedded(model) for model in chain):
            return self.embedded.voice(scope)
        from shared.adapters.guarded_model import GuardedTextToSpeech

        guards, links = self._guards, [self._voice_link(model) for model in chain]
        patience = guards.patience.at_most(SPEAKING_SECONDS)
        return GuardedTextToSpeech(
            links, voice=chain[0].voice, breakers=guards.breakers, patience=patience, meter=scope.meter
        )

    def link_of(self, key: BreakerKey) -> Link[Any, Any]:
        """An engine by which a provider can be asked for that kind of work. Raises EngineUnavailable."""
        of_provider = [m for m in self.catalogue.models.values() if (m.provider, m.kind) == (key.provider, key.kind)]
        asked = [m for m in of_provider if not self._is_embedded(m) and self._is_asked_for_files(m)]
        if not asked:
            remedy = "only steps can ask it: see `parley providers`"
            raise EngineUnavailable(f"{key} cannot be asked from here", field="name", remedy=remedy)
        if key.kind is EngineKind.VOICE:
            return self._voice_link(asked[0])
        return self._model_link(asked[0]) if key.kind is EngineKind.ANALYSIS else self._speech_link(asked[0])

    @cached_property
    def _guards(self) -> Guards:
        return self.guards()

    def _answers_of(self, scope: EngineScope) -> KeptAnswers:
        from shared.adapters.kept_answers import KeptAnswers

        return KeptAnswers(self._guards.answers, scope.interview, self._guards.clock)

    def _guarded_model(self, chain: list[Model], scope: EngineScope, kept: KeptAnswers | None) -> LanguageModel:
        from shared.adapters.guarded_model import GuardedModel

        guards = self._guards
        links = [self._model_link(model) for model in chain]
        return GuardedModel(links, breakers=guards.breakers, patience=guards.patience, meter=scope.meter, kept=kept)

    def _chain(self, scope: EngineScope, kind: EngineKind) -> tuple[Model, ...]:
        if mode_of(scope.interview.organisation_id) is Mode.SANDBOX:  # pays nobody, and nobody hears of it
            return tuple(m for m in self.catalogue.models.values() if m.kind is kind and self._is_embedded(m))
        return self.catalogue.chain_of(self.ai_env, scope.tier, kind)

    def _hosted(self, scope: EngineScope) -> tuple[list[Model], bool]:
        """The language models to ask, and whether the catalogue lets an embedded engine stand in for them."""
        chain = self._chain(scope, EngineKind.ANALYSIS)
        hosted = [model for model in chain if not self._is_embedded(model)]
        return hosted, len(hosted) < len(chain)

    def _is_embedded(self, model: Model) -> bool:
        return self.catalogue.provider_of(model).kind is ProviderKind.EMBEDDED

    def _is_asked_for_files(self, model: Model) -> bool:
        """Amazon Transcribe reads the bucket itself, as a job of the state machine."""
        return self.catalogue.provider_of(model).kind is not ProviderKind.AMAZON_TRANSCRIBE

    def _model_link(self, model: Model) -> Link[LanguageModel, ModelAnswer]:
        return self._link(model, self._language_model, partial(answer_price, model))

    def _speech_link(self, model: Model) -> Link[SpeechToText, Recognition]:
        return self._link(model, self._speech_to_text, lambda heard: price_of(model, audio_seconds=heard.audio_seconds))

    def _voice_link(self, model: Model) -> Link[TextToSpeech, Speech]:
        return self._link(model, self._text_to_speech, lambda speech: price_of(model, characters=speech.characters))

    def _link(self, model: Model, build: Callable[[Provider, Model], E], price: Callable[[Any], int]) -> Link[E, Any]:
        provider = self.catalogue.provider_of(model)
        return Link(
            provider.name,
            model.id,
            lambda: self._kept(model, partial(build, provider, model)),
            self.catalogue.seconds_of(model),
            price,
            model.context_tokens,
            charges=any(model.price.figures.values()),
            own_address=(provider.base_url or "") if provider.kind is ProviderKind.OPENAI_COMPATIBLE else "",
        )

    def _text_to_speech(self, provider: Provider, model: Model) -> TextToSpeech:
        from shared.adapters.keyed import KeyedTextToSpeech

        key = self._key_of(provider)
        return KeyedTextToSpeech(self.vendors.voice(provider, model, key.read), key)

    def _language_model(self, provider: Provider, model: Model) -> LanguageModel:
        from shared.adapters.keyed import KeyedModel

        key = self._key_of(provider)
        return KeyedModel(self.vendors.model(provider, model, key.read), key)

    def _speech_to_text(self, provider: Provider, model: Model) -> SpeechToText:
        from shared.adapters.keyed import KeyedSpeechToText

        if provider.kind is ProviderKind.EMBEDDED:
            return self.embedded.whisper
        key = self._key_of(provider)
        return KeyedSpeechToText(self.vendors.speech(provider, model, key.read), key)

    def _kept(self, model: Model, build: Callable[[], E]) -> E:
        """Two threads may both build it the first time; one of the two is kept."""
        found: E = self._built.get(model.name) or self._built.setdefault(model.name, build())
        return found

    def _key_of(self, provider: Provider) -> KnownKey:
        from shared.adapters.keyed import KnownKey

        secret = provider.secret
        if not secret:
            return KnownKey(lambda: NO_KEY, lambda: None)
        return KnownKey(lambda: self._guards.keys().get_key(secret), lambda: self._guards.keys().forget_key(secret))


def _breaker_of(provider: Provider) -> BreakerKey:
    return BreakerKey(provider=provider.name, kind=EngineKind.SPEECH)
