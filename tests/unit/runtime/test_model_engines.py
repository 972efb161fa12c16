"""The factory: AI_ENV and tier choose the chain; a key that is missing or refused is somebody else's turn, and said."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import BaseModel

from shared.adapters.breakers import Breakers
from shared.adapters.chain import Patience
from shared.adapters.vendor_errors import refused_request
from shared.domain.breaker import BreakerKey, Pause, pause
from shared.domain.catalogue import Catalogue, Model, Provider
from shared.domain.engines import EngineKind
from shared.domain.errors import (
    CatalogueInvalid,
    EngineCircuitOpen,
    EngineFailed,
    EngineRefused,
    EngineTimeout,
    EngineUnavailable,
    ParleyError,
    StorageThrottled,
)
from shared.domain.evidence import EvidenceUnit
from shared.domain.job_description import JobDescription
from shared.domain.limits import BREAKER_FAILURES, BREAKER_REFUSALS
from shared.domain.made_by import Engine
from shared.domain.own_server import own_server, with_own_server
from shared.domain.session.speech import Speech
from shared.domain.tenant import Mode, tenant_id
from shared.domain.tier import Tier
from shared.ports import Analyst, EngineScope, LanguageModel, ModelAnswer, Prompt, Recognition, SpeechToText
from shared.ports.sessions import TextToSpeech
from shared.runtime.catalogue import catalogue_with, load_catalogue
from shared.runtime.engines import EmbeddedEngines
from shared.runtime.guards import Guards
from shared.runtime.model_engines import CatalogueEngines
from shared.runtime.vendors import NO_KEY, Key, Vendors
from tests.builders import INTERVIEW, unit
from tests.fakes import MemoryAnswers, MemoryBreakers, MemorySecrets, RecordedAlarm, ScriptedJobs, SettableClock
from tests.fakes.engines import SILENCE
from tests.fakes.world import EPOCH
from tests.unit.adapters.chains import Stage as Chains
from tests.unit.adapters.rules_interviewer.contexts import context

HERE = "http://127.0.0.1:11434/v1"
SUMMARY = ModelAnswer(text='{"summary": "She plans every week."}', tokens_in=1000, tokens_out=100)
ALL_KEYS = {"groq": "gsk", "openai": "sk", "anthropic": "ant", "google": "goo", "elevenlabs": "ele"}


@dataclass
class Asked:
    """Vendors that answer in memory. `wrong` are keys that they refuse; `keys` are those that came with the calls."""

    keys: list[tuple[str, str]] = field(default_factory=list)
    built: list[str] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)
    down: set[str] = field(default_factory=set)
    declines: set[str] = field(default_factory=set)
    slow: set[str] = field(default_factory=set)
    summary: ModelAnswer = field(default_factory=lambda: SUMMARY)  # other files put their own in its place

    def model(self, provider: Provider, model: Model, key: Key) -> LanguageModel:
        self.built.append(model.id)
        return _Model(self, provider, model, key)

    def speech(self, provider: Provider, model: Model, key: Key) -> SpeechToText:
        self.built.append(model.id)
        return _Speech(self, provider, model, key)

    def voice(self, provider: Provider, model: Model, key: Key) -> TextToSpeech:
        self.built.append(model.id)
        return _Voice(self, provider, model, key)

    def call(self, provider: Provider, key: Key) -> None:
        used = key()
        self.keys.append((provider.name, used))
        if used in self.wrong:
            raise EngineRefused(f"{provider.name}: HTTP 401")
        if provider.name in self.slow:
            raise EngineTimeout(f"{provider.name} did not answer in time")
        if provider.name in self.declines:
            raise refused_request(f"{provider.name}: HTTP 400")
        if provider.name in self.down:
            raise EngineFailed(f"{provider.name}: HTTP 503")


@dataclass
class _Model:
    asked: Asked
    provider: Provider
    model: Model
    key: Key

    @property
    def engine(self) -> Engine:
        return Engine(name=self.model.id, version=self.provider.name)

    @property
    def context_tokens(self) -> int:
        return self.model.context_tokens

    def answer(self, prompt: Prompt, schema: type[BaseModel]) -> ModelAnswer:
        self.asked.call(self.provider, self.key)
        return self.asked.summary


@dataclass
class _Speech:
    asked: Asked
    provider: Provider
    model: Model
    key: Key

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        self.asked.call(self.provider, self.key)
        engine = Engine(name=self.model.id, version=self.provider.name)
        return SILENCE.model_copy(update={"audio_seconds": 60.0, "engine": engine})


@dataclass
class _Voice:
    asked: Asked
    provider: Provider
    model: Model
    key: Key

    @property
    def voice(self) -> str:
        return self.model.voice

    def synthesise(self, text: str, *, language: str) -> Speech:
        self.asked.call(self.provider, self.key)
        engine = Engine(name=self.model.id, version=self.provider.name)
        return Speech(
            sound=b"ID3", content_type="audio/mpeg", characters=len(text), engine=engine, voice=self.model.voice
        )


@dataclass
class Factory:
    """Engines of a stage over vendors in memory."""

    ai_env: str
    catalogue: Catalogue = field(default_factory=load_catalogue)
    secrets: MemorySecrets = field(default_factory=lambda: MemorySecrets(dict(ALL_KEYS)))
    asked: Asked = field(default_factory=Asked)
    chains: Chains = field(default_factory=Chains)
    left: float = 300.0  # of the function's time

    def __post_init__(self) -> None:
        clock = SettableClock()
        self.breakers = breakers = Breakers(MemoryBreakers(), clock, RecordedAlarm())
        self.jobs = ScriptedJobs()
        patience = Patience(lambda: self.left, pause=lambda _: None)
        guards = Guards(lambda: self.secrets, breakers, MemoryAnswers(), clock, patience)
        vendors = Vendors(self.asked.model, self.asked.speech, self.asked.voice)
        embedded = EmbeddedEngines(model_cache="", hears=False)
        self.engines = CatalogueEngines(
            self.catalogue, self.ai_env, embedded, lambda: guards, vendors, lambda _: self.jobs
        )

    def scope(self, tier: Tier) -> EngineScope:
        return EngineScope(interview=INTERVIEW, tier=tier, meter=self.chains.meter)

    def analyst(self, tier: Tier = Tier.ESSENTIAL) -> Analyst:
        return self.engines.analyst(self.scope(tier))

    def say(self, tier: Tier = Tier.ESSENTIAL, text: str = "What do you do?") -> Speech:
        speaker = self.engines.voice(self.scope(tier))
        assert speaker
        return speaker.synthesise(text, language="en")

    def hear(self, tier: Tier = Tier.ESSENTIAL) -> Recognition:
        return self.engines.speech(self.scope(tier)).transcribe(Path("x"), language_hint=None)


def said() -> Sequence[EvidenceUnit]:
    return [unit()]


@pytest.mark.parametrize(
    ("tier", "model", "provider"),
    [
        (Tier.ESSENTIAL, "openai/gpt-oss-20b", "groq"),
        (Tier.PROFESSIONAL, "gpt-4o-mini", "openai"),
        (Tier.ENTERPRISE, "claude-sonnet-5-5", "anthropic"),
    ],
)
def test_the_tier_chooses_who_analyses(tier: Tier, model: str, provider: str) -> None:
    factory = Factory("production")
    analyst = factory.analyst(tier)
    assert analyst.summarise(said()) == "She plans every week."
    assert (analyst.engine.name, analyst.engine.version.partition("/")[0]) == (model, provider)
    assert not analyst.engine.draft
    assert factory.chains.meter.notes == []


@pytest.mark.parametrize(
    ("tier", "model"),
    [
        (Tier.ESSENTIAL, "whisper-large-v3-turbo"),
        (Tier.PROFESSIONAL, "whisper-1"),
        (Tier.ENTERPRISE, "whisper-1"),  # Amazon Transcribe reads the bucket, as a job of the machine
    ],
)
def test_the_tier_chooses_who_hears(tier: Tier, model: str) -> None:
    factory = Factory("production")
    assert factory.hear(tier).engine.name == model
    assert bool(factory.chains.meter.notes) == (tier is Tier.ENTERPRISE)


@pytest.mark.parametrize(
    ("ai_env", "tier", "model", "provider"),
    [
        ("development", Tier.ENTERPRISE, "edge-tts", "edge"),
        ("production", Tier.ESSENTIAL, "edge-tts", "edge"),
        ("production", Tier.PROFESSIONAL, "neural2", "google"),
        ("production", Tier.ENTERPRISE, "eleven_flash_v2_5", "elevenlabs"),
    ],
)
def test_the_tier_chooses_who_speaks(ai_env: str, tier: Tier, model: str, provider: str) -> None:
    factory = Factory(ai_env)
    assert factory.say(tier).engine == Engine(name=model, version=provider)
    assert factory.chains.meter.notes == []


def test_what_is_said_is_priced_by_its_characters_and_the_key_is_the_provider_s() -> None:
    factory = Factory("production")
    factory.say(Tier.PROFESSIONAL, "Hello.")
    (use,) = factory.chains.meter.uses
    assert (use.kind, use.characters, use.price_nanodollars) == (EngineKind.VOICE, 6, 6 * 16_000)
    assert factory.asked.keys == [("google", "goo")]


def test_another_voice_stands_in_and_is_known_as_itself() -> None:
    factory = Factory("production")
    factory.secrets.keys.pop("elevenlabs")
    speaker = factory.engines.voice(factory.scope(Tier.ENTERPRISE))
    assert speaker
    said = factory.say(Tier.ENTERPRISE)
    assert speaker.voice == factory.catalogue.models["elevenlabs-flash"].voice
    assert said.voice == factory.catalogue.models["openai-tts"].voice
    (note,) = factory.chains.meter.notes
    assert note == "openai/tts-1 answered instead of elevenlabs/eleven_flash_v2_5 (EngineRefused)"


def test_without_piper_the_embedded_stage_has_no_voice() -> None:
    factory = Factory("embedded")
    assert factory.engines.voice(factory.scope(Tier.ESSENTIAL)) is None
    with_piper = EmbeddedEngines(model_cache="", hears=False, piper_url="http://127.0.0.1:1")
    speaker = with_piper.voice(factory.scope(Tier.ESSENTIAL))
    assert speaker
    assert speaker.voice == factory.catalogue.models["piper"].voice


def test_what_is_used_is_priced_by_the_catalogue() -> None:
    factory = Factory("production")
    factory.analyst(Tier.PROFESSIONAL).summarise(said())
    (use,) = factory.chains.meter.uses
    assert use.price_nanodollars == (1000 * 150 + 100 * 600)
    factory.hear()
    assert sum(use.price_nanodollars for use in factory.chains.meter.uses if use.audio_seconds) == 666_667


def test_the_key_is_that_of_the_provider_and_the_engine_is_built_once() -> None:
    factory = Factory("production")
    for _ in range(2):
        factory.hear()
    assert factory.asked.keys == [("groq", "gsk")] * 2
    assert factory.asked.built == ["whisper-large-v3-turbo"]


@pytest.mark.parametrize("tier", list(Tier))
def test_without_a_key_the_next_in_the_chain_answers_and_the_step_says_so(tier: Tier) -> None:
    factory = Factory("production")
    first, second = factory.catalogue.chains["production"][tier].analysis  # type: ignore[index]
    missing = factory.catalogue.models[first].provider
    factory.secrets.keys.pop(missing)
    analyst = factory.analyst(tier)
    analyst.summarise(said())
    assert analyst.engine.name == factory.catalogue.models[second].id
    (note,) = factory.chains.meter.notes
    assert "answered instead of" in note
    assert f"{missing}/" in note


def test_without_any_key_the_error_says_which_and_how_to_set_them() -> None:
    factory = Factory("production", secrets=MemorySecrets())
    with pytest.raises(EngineRefused, match="nobody answered") as refused:
        factory.analyst(Tier.PROFESSIONAL).summarise(said())
    assert "parley providers set-key openai" in refused.value.advice
    assert "parley providers set-key groq" in refused.value.advice


def test_a_revoked_key_is_read_anew_before_the_next_call() -> None:
    factory = Factory("production")
    factory.asked.wrong = {"gsk"}
    factory.hear()
    factory.secrets.put_key("groq", "gsk_new")
    factory.hear()
    assert factory.asked.keys == [("groq", "gsk"), ("openai", "sk"), ("groq", "gsk_new")]


class TestKeyReplaced:
    """Somebody sets a new key, and the provider refuses the former, which this function still believes."""

    @pytest.fixture
    def factory(self) -> Factory:
        factory = Factory("production")
        factory.hear()
        factory.say(Tier.PROFESSIONAL)
        factory.secrets.keys |= {"groq": "gsk_new", "google": "goo_new"}
        factory.asked.wrong, factory.asked.keys = {"gsk", "goo"}, []
        return factory

    def test_the_call_is_made_again_by_the_new_one(self, factory: Factory) -> None:
        factory.analyst().summarise(said())
        factory.say(Tier.PROFESSIONAL)
        assert factory.asked.keys == [("groq", "gsk"), ("groq", "gsk_new"), ("google", "goo"), ("google", "goo_new")]
        factory.hear()
        assert factory.asked.keys[4:] == [("groq", "gsk_new")]
        assert factory.chains.meter.notes == []

    def test_nothing_is_held_against_the_provider_however_many_calls_are_under_way(self, factory: Factory) -> None:
        with ThreadPoolExecutor() as pool:
            heard = list(pool.map(lambda _: factory.hear(), range(2 * BREAKER_REFUSALS)))
        assert {one.engine.version for one in heard} == {"groq"}
        key = BreakerKey(provider="groq", kind=EngineKind.SPEECH)
        assert factory.breakers.store.get_breaker(key).failures == ()

    def test_a_new_one_that_is_refused_too_counts_once_and_is_not_tried_further(self, factory: Factory) -> None:
        factory.asked.wrong.add("gsk_new")
        assert factory.hear().engine.version == "openai"
        assert factory.asked.keys == [("groq", "gsk"), ("groq", "gsk_new"), ("openai", "sk")]
        key = BreakerKey(provider="groq", kind=EngineKind.SPEECH)
        assert len(factory.breakers.store.get_breaker(key).failures) == 1

    @pytest.mark.parametrize("error", [StorageThrottled("slow down"), EngineRefused("there is no key for groq")])
    def test_where_it_cannot_be_read_the_refusal_counts(
        self, factory: Factory, monkeypatch: pytest.MonkeyPatch, error: ParleyError
    ) -> None:
        read = factory.secrets.get_key

        def once(secret: str) -> str:
            if secret == "groq" and not factory.secrets.believed.get(secret):
                raise error
            return read(secret)

        monkeypatch.setattr(factory.secrets, "get_key", once)
        assert factory.hear().engine.version == "openai"
        assert factory.asked.keys == [("groq", "gsk"), ("openai", "sk")]

    def test_a_request_that_is_declined_says_nothing_of_the_key(self, factory: Factory) -> None:
        factory.asked.wrong, factory.asked.declines = set(), {"groq"}
        factory.hear()
        assert factory.asked.keys == [("groq", "gsk"), ("openai", "sk")]
        assert factory.secrets.believed["groq"] == "gsk"


def test_a_fall_back_that_fails_too_is_an_error_that_names_both() -> None:
    factory = Factory("production")
    factory.asked.down = {"groq", "openai"}
    with pytest.raises(EngineFailed, match=r"groq/.*EngineFailed.*openai/.*EngineFailed"):
        factory.analyst().summarise(said())


@pytest.mark.parametrize("ai_env", ["production", "development"])
def test_a_model_that_writes_another_language_is_on_record(ai_env: str) -> None:
    factory = Factory(ai_env)
    factory.asked.summary = ModelAnswer(
        text='{"summary": "She plans the week on Monday and is in time when it ends."}', tokens_in=9
    )
    factory.analyst().summarise([unit("Ich plane die Woche am Montag und bin mit dem Plan nicht immer fertig.")])
    assert factory.chains.meter.notes == ["another language: the summary is in English, what was said is not"]


class TestEmbedded:
    def test_nobody_is_asked(self) -> None:
        factory = Factory("embedded", secrets=MemorySecrets())
        analyst = factory.analyst(Tier.ENTERPRISE)
        analyst.summarise(said())
        assert analyst.engine.draft
        assert [use.provider for use in factory.chains.meter.uses] == ["embedded"]
        assert factory.asked.built == []

    def test_an_unknown_ai_env_is_refused(self) -> None:
        with pytest.raises(CatalogueInvalid, match="AI_ENV=staging"):
            Factory("staging").analyst()


class TestStandIn:
    """In development the embedded analyst stands in at the end, and its results are drafts."""

    def test_it_is_not_needed_while_the_provider_answers(self) -> None:
        factory = Factory("development")
        analyst = factory.analyst()
        analyst.summarise(said())
        assert (analyst.engine.name, analyst.engine.draft) == ("openai/gpt-oss-20b", False)

    @pytest.mark.parametrize("fault", ["no key", "wrong key", "down", "slow"])
    def test_it_answers_when_nobody_else_does_and_the_step_says_why(self, fault: str) -> None:
        factory = Factory("development")
        if fault == "no key":
            factory.secrets.keys.clear()
        factory.asked.wrong = {"gsk"} if fault == "wrong key" else set()
        factory.asked.down, factory.asked.slow = ({"groq"} if fault == one else set() for one in ("down", "slow"))
        analyst = factory.analyst()
        assert analyst.summarise(said())
        assert (analyst.engine.name, analyst.engine.draft) == ("extractive", True)
        (note,) = factory.chains.meter.notes
        assert note.startswith("a draft: answered by the fall-back extractive because of Engine")
        if fault == "no key":
            assert "parley providers set-key groq" in note

    def test_once_it_was_needed_it_answers_to_the_end(self) -> None:
        factory = Factory("development", secrets=MemorySecrets())
        analyst = factory.analyst()
        analyst.summarise(said())
        factory.secrets.put_key("groq", "gsk")
        analyst.summarise(said())
        assert analyst.engine.name == "extractive"
        assert len(factory.chains.meter.notes) == 1

    @pytest.mark.parametrize("left", [1.0, 30.0], ids=["no call is begun", "a call is cut short"])
    def test_where_the_function_s_time_is_over_the_step_is_tried_again_instead(self, left: float) -> None:
        """Then it has the answers of before, and time for the others."""
        factory = Factory("development", left=left)
        factory.asked.slow = {"groq"}
        analyst = factory.analyst()
        with pytest.raises(EngineTimeout):
            analyst.summarise(said())
        assert (analyst.engine.draft, factory.chains.meter.notes) == (False, [])

    def test_in_production_it_never_does(self) -> None:
        factory = Factory("production", secrets=MemorySecrets())
        with pytest.raises(EngineRefused):
            factory.analyst().summarise(said())


class TestOwnServer:
    """PARLEY_LLM_BASE_URL in the local stage."""

    @pytest.mark.parametrize("has_key", [True, False])
    def test_it_takes_the_place_of_the_extractive_analyst(self, has_key: bool) -> None:
        server = own_server(HERE, "llama3.1:8b", "1", has_key=has_key)
        factory = Factory("embedded", with_own_server(load_catalogue(), server), MemorySecrets({"local": "mine"}))
        analyst = factory.analyst(Tier.ENTERPRISE)
        analyst.summarise(said())
        assert (analyst.engine.name, analyst.engine.draft) == ("llama3.1:8b", False)
        assert factory.asked.keys == [("local", "mine" if has_key else NO_KEY)]
        assert factory.chains.meter.uses[0].price_nanodollars == 1_000_000

    def test_its_address_is_known_and_nobody_else_s(self) -> None:
        server = own_server(HERE, "m", has_key=False)
        engines = Factory("embedded", with_own_server(load_catalogue(), server)).engines
        links = [engines.link_of(BreakerKey(provider=p, kind=EngineKind.ANALYSIS)) for p in ("local", "groq")]
        assert [link.own_address for link in links] == [HERE, ""]

    def test_the_setting_is_its_json_or_nothing(self) -> None:
        server = own_server(HERE, "m", has_key=False)
        assert catalogue_with(server.model_dump_json()).models["local"].id == "m"
        assert catalogue_with("") is load_catalogue()


class TestProbed:
    @pytest.mark.parametrize(
        ("provider", "kind", "model"),
        [
            ("groq", EngineKind.ANALYSIS, "openai/gpt-oss-20b"),
            ("groq", EngineKind.SPEECH, "whisper-large-v3-turbo"),
            ("openai", EngineKind.VOICE, "tts-1"),
        ],
    )
    def test_a_provider_is_asked_by_its_first_model_of_the_kind(
        self, provider: str, kind: EngineKind, model: str
    ) -> None:
        link = Factory("production").engines.link_of(BreakerKey(provider=provider, kind=kind))
        assert (link.provider, link.model) == (provider, model)

    @pytest.mark.parametrize("name", ["gpt-oss-20b", "groq-whisper-turbo"])
    def test_a_model_s_own_time_comes_before_its_provider_s(self, name: str) -> None:
        catalogue = load_catalogue()
        model = catalogue.models[name].model_copy(update={"timeout_seconds": 7.0})
        stage = catalogue.model_copy(update={"models": {**catalogue.models, name: model}})
        link = Factory("production", stage).engines.link_of(BreakerKey(provider="groq", kind=model.kind))
        assert (link.model, link.timeout_seconds, link.charges) == (model.id, 7.0, True)

    @pytest.mark.parametrize(
        ("provider", "kind"), [("embedded", EngineKind.ANALYSIS), ("aws", EngineKind.SPEECH)], ids=["embedded", "job"]
    )
    def test_what_is_no_call_cannot_be_probed(self, provider: str, kind: EngineKind) -> None:
        with pytest.raises(EngineUnavailable, match=provider):
            Factory("production").engines.link_of(BreakerKey(provider=provider, kind=kind))


TRANSCRIBE = BreakerKey(provider="aws", kind=EngineKind.SPEECH)


def pause_transcribe(factory: Factory) -> None:
    word = Pause(reason="incident", by="ana", at=EPOCH)
    factory.breakers.store.change_breaker(TRANSCRIBE, lambda breaker: pause(breaker, word))


@pytest.mark.parametrize(("tier", "whole"), [(Tier.ENTERPRISE, True), (Tier.PROFESSIONAL, False)])
def test_only_the_tier_of_amazon_transcribe_is_heard_whole(tier: Tier, whole: bool) -> None:
    factory = Factory("production")
    assert factory.engines.hears_whole(factory.scope(tier)) is whole


def test_while_amazon_transcribe_is_paused_the_next_hears_pieces_and_the_step_says_so() -> None:
    factory = Factory("production")
    pause_transcribe(factory)
    assert not factory.engines.hears_whole(factory.scope(Tier.ENTERPRISE))
    assert factory.chains.meter.notes == ["amazon-transcribe is paused: whisper-1 hears in its place"]


def test_jobs_that_cannot_be_started_open_the_breaker_and_none_is_started_then() -> None:
    factory = Factory("production")
    jobs = factory.engines.speech_job(factory.scope(Tier.ENTERPRISE))
    assert jobs is not None
    factory.jobs.errors = [EngineFailed("HTTP 500") for _ in range(BREAKER_FAILURES)]
    for _ in range(BREAKER_FAILURES):
        with pytest.raises(EngineFailed):
            jobs.start("job", "recording", "output", language_hint=None)
    with pytest.raises(EngineCircuitOpen):
        jobs.start("job", "recording", "output", language_hint=None)
    assert not factory.engines.hears_whole(factory.scope(Tier.ENTERPRISE))


@pytest.mark.parametrize("ai_env", ["development", "production", "embedded"])
@pytest.mark.parametrize("tier", Tier)
def test_in_the_sandbox_the_embedded_engines_work_whatever_the_stage_and_the_tier(ai_env: str, tier: Tier) -> None:
    mine = own_server(HERE, "llama3.1:8b", has_key=False)
    factory = Factory(ai_env, catalogue=with_own_server(load_catalogue(), mine))
    here = INTERVIEW.model_copy(update={"organisation_id": tenant_id("acme", Mode.SANDBOX)})
    scope = EngineScope(interview=here, tier=tier, meter=factory.chains.meter)
    analyst = factory.engines.analyst(scope)
    assert (analyst.engine.name, analyst.engine.draft) == ("extractive", True)
    analyst.summarise(said())
    assert factory.engines.speech_job(scope) is None
    assert not factory.engines.hears_whole(scope)
    with pytest.raises(EngineUnavailable, match="ready transcript"):
        factory.engines.speech(scope).transcribe(Path("x"), language_hint=None)
    assert (factory.asked.keys, factory.asked.built) == ([], [])
    assert {use.provider for use in factory.chains.meter.uses} == {"embedded"}
    assert sum(use.price_nanodollars for use in factory.chains.meter.uses) == 0


def test_a_model_considers_answers_and_the_rules_stand_behind_it() -> None:
    factory = Factory("production")
    found = factory.engines.interviewer(factory.scope(Tier.PROFESSIONAL)).consider(context("I led a team for a year."))
    assert found.engine.name == "rules"
    assert factory.asked.keys[0] == ("openai", "sk")
    assert "AnswerInvalid" in factory.chains.meter.notes[-1]


def test_nobody_is_paid_for_a_sandbox_s_interview() -> None:
    factory = Factory("production")
    sandbox = INTERVIEW.model_copy(update={"organisation_id": tenant_id("acme", Mode.SANDBOX)})
    scope = EngineScope(interview=sandbox, tier=Tier.PROFESSIONAL, meter=factory.chains.meter)
    assert factory.engines.interviewer(scope).engine.name == "rules"
    assert factory.asked.built == []


class TestQuestionWriter:
    JOB = JobDescription(id="jd_1", title="Baker")

    def test_without_a_key_the_bank_writes_and_the_notes_say_so(self) -> None:
        factory = Factory("production", secrets=MemorySecrets({}))
        writer = factory.engines.question_writer(factory.scope(Tier.PROFESSIONAL))
        assert len(writer.write(self.JOB, count=8, language="en")) == 8
        assert writer.engine.name == "question-bank"
        assert "from the bank because of EngineRefused" in factory.chains.meter.notes[-1]

    def test_a_sandbox_s_are_the_bank_s_and_nobody_is_asked(self) -> None:
        factory = Factory("production")
        sandbox = INTERVIEW.model_copy(update={"organisation_id": tenant_id("acme", Mode.SANDBOX)})
        scope = EngineScope(interview=sandbox, tier=Tier.PROFESSIONAL, meter=factory.chains.meter)
        assert factory.engines.question_writer(scope).engine.name == "question-bank"
        assert factory.asked.built == []
