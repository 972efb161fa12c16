"""A chain of models: patience, then the next, and everything on record."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from shared.adapters.chain import Link
from shared.adapters.guarded_model import MOST_CHARACTERS_PER_TOKEN, GuardedSpeechToText, GuardedTextToSpeech
from shared.adapters.kept_answers import ModelLink
from shared.adapters.vendor_errors import of_status
from shared.domain.breaker import BreakerKey, BreakerState, Pause, pause
from shared.domain.engines import EngineKind, EngineUse
from shared.domain.errors import (
    ContextTooLong,
    EngineCircuitOpen,
    EngineFailed,
    EnginePaused,
    EngineRefused,
    EngineThrottled,
    EngineTimeout,
    EngineUnavailable,
    ParleyError,
    UnreadableRecording,
)
from shared.domain.limits import (
    BREAKER_FAILURES,
    BREAKER_THROTTLES,
    CALL_MARGIN_SECONDS,
    ENGINE_ATTEMPTS,
    MIN_CALL_SECONDS,
    THROTTLED_ATTEMPTS,
)
from shared.domain.made_by import Engine
from shared.domain.session.speech import Speech
from shared.ports import LanguageModel, ModelAnswer, Prompt, Recognition, SpeechToText
from shared.ports.sessions import TextToSpeech
from tests.builders import at
from tests.fakes import ScriptedSpeechToText, ScriptedTextToSpeech
from tests.fakes.engines import SILENCE
from tests.unit.adapters.chains import GOOD, QUESTION, SECONDS, Number, ScriptedModel, Stage, failing, key_of, link

HERE = "http://127.0.0.1:11434/v1"
PAUSE = Pause(reason="their incident", by="ana", at=at(0))


def throttled(seconds: float | None = None) -> EngineThrottled:
    return EngineThrottled("HTTP 429", retry_after_seconds=seconds)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def open_breaker(stage: Stage, provider: str) -> None:
    """Another process sees the provider fail until its breaker opens."""
    guards = stage.process()
    for _ in range(BREAKER_FAILURES):
        with pytest.raises(EngineFailed):
            guards.guard(key_of(provider), _fail, seconds=SECONDS)
    assert stage.breaker(provider).state(stage.clock.now()) is BreakerState.OPEN


def _fail() -> None:
    raise EngineFailed("HTTP 500")


def _throttle() -> None:
    raise throttled(90.0)


@dataclass
class Hanging(ScriptedModel):
    """Takes all the time that a call may have, and says nothing."""

    stage: Stage = field(kw_only=True)

    def answer(self, prompt: Prompt, schema: type[BaseModel]) -> ModelAnswer:
        self.called(prompt.name)
        self.stage.left -= SECONDS
        raise EngineTimeout("nothing came")


class TestWell:
    def test_the_first_answers(self, stage: Stage) -> None:
        first, second = ScriptedModel(), ScriptedModel()
        chain: LanguageModel = stage.chain(link(first), link(second, "openai"))
        assert chain.answer(QUESTION, Number).text == GOOD
        assert (first.calls, second.calls) == (["evidence"], [])
        assert chain.engine == Engine(name="m1", version="groq")
        assert stage.meter.notes == []

    def test_what_it_used_is_metered_and_priced(self, stage: Stage) -> None:
        stage.chain(link(ScriptedModel())).answer(QUESTION, Number)
        [use] = stage.meter.uses
        wanted = EngineUse(
            provider="groq",
            model="m1",
            kind=EngineKind.ANALYSIS,
            tokens_in=10,
            tokens_out=2,
            seconds=use.seconds,
            price_nanodollars=70,
        )
        assert use == wanted

    def test_the_context_is_that_of_the_least(self, stage: Stage) -> None:
        chain = stage.chain(link(ScriptedModel(), context_tokens=900), link(ScriptedModel(), context_tokens=800))
        assert chain.context_tokens == 800

    def test_a_well_provider_costs_one_read_for_many_calls_and_no_write(self, stage: Stage) -> None:
        chain = stage.chain(link(ScriptedModel()))
        for number in range(20):
            chain.answer(QUESTION.model_copy(update={"data": str(number)}), Number)
        assert (stage.store.reads, stage.store.writes) == (1, 0)


class TestPatience:
    @pytest.mark.parametrize("error", [EngineFailed("HTTP 500"), EngineTimeout("no answer")])
    def test_transient_failures_are_tried_again_in_place(self, stage: Stage, error: ParleyError) -> None:
        first, second = failing([error] * (ENGINE_ATTEMPTS - 1)), ScriptedModel()
        stage.chain(link(first), link(second, "openai")).answer(QUESTION, Number)
        assert (len(first.calls), len(second.calls)) == (ENGINE_ATTEMPTS, 0)
        assert stage.waits == [0.5, 1.0]
        [use] = stage.meter.uses
        assert (use.calls, use.retries, use.price_nanodollars) == (3, 2, 70)

    def test_and_then_the_next_is_asked(self, stage: Stage) -> None:
        first, second = failing([EngineFailed("HTTP 500")] * ENGINE_ATTEMPTS), ScriptedModel()
        chain = stage.chain(link(first), link(second, "openai"))
        chain.answer(QUESTION, Number)
        assert (len(first.calls), len(second.calls)) == (ENGINE_ATTEMPTS, 1)
        assert chain.engine.version == "openai"
        first.errors.clear()
        for number in range(3):
            chain.answer(QUESTION.model_copy(update={"data": f"window {number}"}), Number)
        assert chain.engine == Engine(name="m1, m1", version="groq, openai"), "all, in the chain's order"
        assert stage.meter.notes == ["openai/m1 answered instead of groq/m1 (EngineFailed)"]

    def test_a_throttle_is_waited_for_as_long_as_the_provider_asks(self, stage: Stage) -> None:
        first = failing([throttled(7.0), throttled(20.0)])
        stage.chain(link(first), link(ScriptedModel(), "openai")).answer(QUESTION, Number)
        assert stage.waits == [7.0 + 2.0, 20.0 + 4.0]
        assert len(first.calls) == 3

    def test_a_throttle_without_a_word_is_waited_for_longer_each_time(self, stage: Stage) -> None:
        stage.chain(link(failing([throttled()] * (THROTTLED_ATTEMPTS - 1)))).answer(QUESTION, Number)
        assert stage.waits == [2.0, 4.0, 8.0, 16.0, 32.0]

    def test_waiting_is_bounded_by_attempts(self, stage: Stage) -> None:
        model = failing([throttled(1.0)] * 100)
        with pytest.raises(EngineThrottled):
            stage.chain(link(model)).answer(QUESTION, Number)
        assert len(model.calls) == THROTTLED_ATTEMPTS

    @pytest.mark.parametrize(("asked", "waits"), [(58.0, 1), (60.0, 1), (60.1, 0)])
    def test_nobody_waits_longer_than_the_bound(self, stage: Stage, asked: float, waits: int) -> None:
        second = ScriptedModel()
        stage.chain(link(failing([throttled(asked)])), link(second, "openai")).answer(QUESTION, Number)
        assert stage.waits == [60.0] * waits
        assert len(second.calls) == 1 - waits

    def test_waiting_is_bounded_by_the_function_s_time(self, stage: Stage) -> None:
        stage.left, second = 10.0, ScriptedModel()
        stage.chain(link(failing([throttled(7.0)])), link(second, "openai")).answer(QUESTION, Number)
        assert (stage.waits, len(second.calls)) == ([], 1)

    def test_no_call_is_begun_without_time(self, stage: Stage) -> None:
        stage.left, model = CALL_MARGIN_SECONDS + MIN_CALL_SECONDS - 0.1, ScriptedModel()
        with pytest.raises(EngineTimeout, match="no time left") as failed:
            stage.chain(link(model)).answer(QUESTION, Number)
        assert not failed.value.blames_provider
        assert (model.calls, stage.breaker("groq").failures, stage.meter.uses) == ([], (), ())

    def test_that_the_function_had_no_time_for_the_next_is_said_by_the_error_of_all(self, stage: Stage) -> None:
        def slow() -> ScriptedModel:
            stage.left = CALL_MARGIN_SECONDS
            return failing([EngineFailed("HTTP 500")])

        links = replace(link(ScriptedModel()), engine=slow), link(ScriptedModel(), "openai")
        with pytest.raises(EngineTimeout, match="nobody answered") as failed:
            stage.chain(*links).answer(QUESTION, Number)
        assert not failed.value.blames_provider

    def test_a_wait_leaves_time_for_the_call_that_follows(self, stage: Stage) -> None:
        stage.left, second = 10.0, ScriptedModel()
        stage.chain(link(failing([throttled(2.0)])), link(second, "openai")).answer(QUESTION, Number)
        assert (stage.waits, len(second.calls)) == ([], 1)

    @pytest.mark.parametrize(("left", "blamed"), [(SECONDS + 4.9, False), (SECONDS + 5.0, True)])
    def test_a_call_that_the_function_s_end_cut_short_is_not_the_provider_s_fault(
        self, stage: Stage, left: float, blamed: bool
    ) -> None:
        stage.left = left
        slow, second = link(failing([EngineTimeout("slow")])), link(ScriptedModel(), "openai")
        stage.chain(slow, second, breakers=stage.process()).answer(QUESTION, Number)
        assert (stage.store.writes > 0) is blamed
        assert [use.calls for use in stage.meter.uses] == [1, 1], "it may be charged for all the same"

    @pytest.mark.parametrize("error", [EngineRefused("HTTP 401"), EngineUnavailable("no key")])
    def test_what_time_does_not_mend_goes_to_the_next_at_once(self, stage: Stage, error: ParleyError) -> None:
        first = failing([error])
        stage.chain(link(first), link(ScriptedModel(), "openai")).answer(QUESTION, Number)
        assert (len(first.calls), stage.waits) == (1, [])

    def test_an_engine_that_cannot_be_made_is_passed_over(self, stage: Stage) -> None:
        def none() -> LanguageModel:
            raise EngineUnavailable("there is no key", field="providers/groq")

        broken: ModelLink = Link(provider="groq", model="m1", engine=none, timeout_seconds=SECONDS, price=lambda _: 0)
        stage.chain(broken, link(ScriptedModel(), "openai")).answer(QUESTION, Number)
        assert [use.provider for use in stage.meter.uses] == ["openai"]

    def test_what_is_not_the_provider_s_fault_ends_at_once_and_counts_nowhere(self, stage: Stage) -> None:
        second = ScriptedModel()
        with pytest.raises(ContextTooLong):
            stage.chain(link(failing([ContextTooLong("too long")])), link(second, "openai")).answer(QUESTION, Number)
        assert (second.calls, stage.store.writes, stage.meter.uses) == ([], 0, ())

    def test_who_hangs_is_not_asked_again_for_less_time_than_it_took(self) -> None:
        """The last call's lack of time would hide that the provider hangs, and the step would be tried for nothing."""
        stage = Stage(left=2.5 * SECONDS + CALL_MARGIN_SECONDS)
        hanging = Hanging(stage=stage)
        with pytest.raises(EngineTimeout) as failed:
            stage.chain(link(hanging)).answer(QUESTION, Number)
        assert (len(hanging.calls), failed.value.blames_provider) == (2, True)


class TestBreakerIn:
    def test_one_that_is_open_at_the_start_is_passed_over(self, stage: Stage) -> None:
        open_breaker(stage, "groq")
        first, second = ScriptedModel(), ScriptedModel()
        stage.chain(link(first), link(second, "openai")).answer(QUESTION, Number)
        assert (first.calls, len(second.calls), stage.waits) == ([], 1, [])
        assert stage.meter.notes == ["openai/m1 answered instead of groq/m1 (EngineCircuitOpen)"]

    def test_one_that_is_open_without_another_engine_says_so(self, stage: Stage) -> None:
        open_breaker(stage, "groq")
        with pytest.raises(EngineCircuitOpen, match="groq/analysis has failed and is left alone until"):
            stage.chain(link(ScriptedModel())).answer(QUESTION, Number)

    def test_one_that_is_open_for_its_throttles_is_a_throttle_to_the_state_machine(self, stage: Stage) -> None:
        guards = stage.process()
        for _ in range(BREAKER_THROTTLES):
            with pytest.raises(EngineThrottled):
                guards.guard(key_of("groq"), _throttle, seconds=SECONDS)
        first, second = ScriptedModel(), ScriptedModel()
        with pytest.raises(EngineThrottled, match="groq/analysis has throttled and is left alone until"):
            stage.chain(link(first)).answer(QUESTION, Number)
        stage.chain(link(first), link(second, "openai")).answer(QUESTION, Number)
        assert (first.calls, len(second.calls), stage.waits) == ([], 1, [])

    def test_what_a_model_declines_to_read_takes_it_from_nobody_else(self, stage: Stage) -> None:
        declined = EngineRefused("declined", blames_provider=False)
        chain = stage.chain(link(failing([declined] * 9)), link(ScriptedModel(), "openai"))
        for number in range(9):
            chain.answer(QUESTION.model_copy(update={"data": str(number)}), Number)
        assert stage.breaker("groq").state(stage.clock.now()) is BreakerState.CLOSED
        assert [(use.provider, use.calls) for use in stage.meter.uses] == [("groq", 9), ("openai", 9)]

    def test_a_paused_provider_is_passed_over(self, stage: Stage) -> None:
        stage.store.change_breaker(key_of("groq"), lambda breaker: pause(breaker, PAUSE))
        first = ScriptedModel()
        stage.chain(link(first), link(ScriptedModel(), "openai")).answer(QUESTION, Number)
        assert first.calls == []
        with pytest.raises(EnginePaused):
            stage.chain(link(first)).answer(QUESTION.model_copy(update={"data": "other"}), Number)

    def test_one_that_opens_meanwhile_is_waited_for_and_the_error_that_opened_it_is_told(self, stage: Stage) -> None:
        guards = stage.process()
        with pytest.raises(EngineTimeout, match="slow"):
            stage.chain(link(failing([EngineTimeout("slow")] * 3)), breakers=guards).answer(QUESTION, Number)
        model = failing([EngineTimeout("slow")] * 3)
        with pytest.raises(EngineCircuitOpen, match="slow; groq/analysis has failed and is left alone until"):
            stage.chain(link(model), breakers=guards).answer(QUESTION, Number)
        assert len(model.calls) == 2
        assert [name for name, _ in stage.alarm.openings] == ["groq/analysis"]

    def test_after_the_cool_down_one_call_brings_it_back(self, stage: Stage) -> None:
        open_breaker(stage, "groq")
        stage.clock.advance(seconds=31)
        stage.chain(link(ScriptedModel())).answer(QUESTION, Number)
        assert stage.breaker("groq").state(stage.clock.now()) is BreakerState.CLOSED


class TestNobodyAnswers:
    @pytest.mark.parametrize(
        ("first", "second", "raised"),
        [
            (EngineRefused("401"), EngineThrottled("429"), EngineThrottled),
            (EngineFailed("500"), EngineTimeout("slow"), EngineTimeout),
            (EngineRefused("401"), EngineFailed("500"), EngineFailed),
            (EngineUnavailable("no key"), EngineRefused("401"), EngineRefused),
            (EngineUnavailable("no key"), EngineUnavailable("no key"), EngineUnavailable),
        ],
    )
    def test_the_most_useful_error_names_everybody(
        self, stage: Stage, first: ParleyError, second: ParleyError, raised: type[ParleyError]
    ) -> None:
        links = link(failing([first] * 9)), link(failing([second] * 9), "openai")
        with pytest.raises(raised) as failed:
            stage.chain(*links).answer(QUESTION, Number)
        names = type(first).__name__, type(second).__name__
        assert failed.value.message == f"nobody answered: groq/m1 ({names[0]}), openai/m1 ({names[1]})"

    def test_open_comes_before_paused(self, stage: Stage) -> None:
        stage.store.change_breaker(key_of("groq"), lambda breaker: pause(breaker, PAUSE))
        open_breaker(stage, "openai")
        with pytest.raises(EngineCircuitOpen, match=r"groq/m1 \(EnginePaused\), openai/m1 \(EngineCircuitOpen\)"):
            stage.chain(link(ScriptedModel()), link(ScriptedModel(), "openai")).answer(QUESTION, Number)

    def test_a_throttle_says_when_it_is_worth_trying_again(self, stage: Stage) -> None:
        links = link(failing([throttled(90.0)])), link(failing([throttled(70.0)]), "openai")
        with pytest.raises(EngineThrottled) as failed:
            stage.chain(*links).answer(QUESTION, Number)
        assert failed.value.retry_after_seconds == 70.0

    def test_failed_calls_are_on_record(self, stage: Stage) -> None:
        links = link(failing([EngineFailed("500")] * 9)), link(failing([EngineRefused("401")]), "openai")
        with pytest.raises(EngineFailed):
            stage.chain(*links).answer(QUESTION, Number)
        assert [(use.provider, use.calls, use.price_nanodollars) for use in stage.meter.uses] == [
            ("groq", ENGINE_ATTEMPTS, 0),
            ("openai", 1, 0),
        ]


@pytest.mark.parametrize(
    ("address", "tokens_in", "cut"), [(HERE, 0, False), (HERE, 999, True), (HERE, 1001, False), ("", 999, False)]
)
def test_a_server_that_has_read_far_less_than_it_was_sent_is_named_and_its_answer_is_not_kept(
    stage: Stage, address: str, tokens_in: int, *, cut: bool
) -> None:
    model = ScriptedModel(answers=[ModelAnswer(text=GOOD, tokens_in=tokens_in)])
    sent = QUESTION.model_copy(update={"instructions": "", "data": "x" * 1000 * MOST_CHARACTERS_PER_TOKEN})
    for _ in range(2):
        stage.chain(replace(link(model), own_address=address)).answer(sent, Number)
    told = ["groq/m1 has read far less than it was sent: say by PARLEY_LLM_CONTEXT what it takes at once"]
    assert stage.meter.notes == (told * 2 if cut else [])
    assert (len(model.calls), len(stage.cache.answers)) == ((2, 0) if cut else (1, 1))


class TestMoney:
    def test_what_a_model_used_that_declined_is_on_record(self, stage: Stage) -> None:
        declined = EngineRefused("declined", answered=ModelAnswer(text="", tokens_in=10, tokens_out=2))
        with pytest.raises(EngineRefused):
            stage.chain(link(failing([declined]))).answer(QUESTION, Number)
        [use] = stage.meter.uses
        assert (use.tokens_in, use.tokens_out, use.price_nanodollars, stage.meter.notes) == (10, 2, 70, [])

    @pytest.mark.parametrize("charges", [True, False])
    def test_who_charges_and_does_not_say_what_was_used_is_named(self, stage: Stage, *, charges: bool) -> None:
        silent = ScriptedModel(answers=[ModelAnswer(text=GOOD)])
        stage.chain(replace(link(silent), charges=charges)).answer(QUESTION, Number)
        told = ["groq/m1 did not say what it used: what it charges for that is not on record"]
        assert stage.meter.notes == (told if charges else [])


class TestSpeech:
    def ask(self, stage: Stage, *engines: ScriptedSpeechToText) -> Recognition:
        links = [
            Link[SpeechToText, Recognition](f"p{number}", "w1", lambda e=engine: e, SECONDS, lambda _: 5)  # type: ignore[misc]
            for number, engine in enumerate(engines)
        ]
        hearing: SpeechToText = GuardedSpeechToText(
            links, breakers=stage.process(), patience=stage.patience(), meter=stage.meter
        )
        return hearing.transcribe(Path("piece.wav"), language_hint="de")

    def test_falls_back_in_the_same_way(self, stage: Stage) -> None:
        first = ScriptedSpeechToText(errors=[EngineFailed("500")] * 3)
        second = ScriptedSpeechToText(heard=SILENCE.model_copy(update={"audio_seconds": 12.5}))
        assert self.ask(stage, first, second).audio_seconds == 12.5
        assert second.hints == ["de"]
        use = stage.meter.uses[1]
        assert (use.kind, use.audio_seconds, use.price_nanodollars) == (EngineKind.SPEECH, 12.5, 5)
        assert stage.meter.notes == ["p1/w1 answered instead of p0/w1 (EngineFailed)"]

    def test_sound_that_one_cannot_decode_is_heard_by_the_next_and_held_against_nobody(self, stage: Stage) -> None:
        declined = of_status(400, {}, "The audio file could not be decoded", "p0/w1")
        second = ScriptedSpeechToText()
        self.ask(stage, ScriptedSpeechToText(errors=[declined]), second)
        assert (len(second.calls), stage.store.writes) == (1, 0)
        assert stage.meter.notes == ["p1/w1 answered instead of p0/w1 (EngineRefused)"]

    def test_a_recording_that_cannot_be_read_is_nobody_s_fault(self, stage: Stage) -> None:
        second = ScriptedSpeechToText()
        with pytest.raises(UnreadableRecording):
            self.ask(stage, ScriptedSpeechToText(errors=[UnreadableRecording("no audio")]), second)
        assert (second.calls, stage.store.writes) == ([], 0)


class TestVoice:
    def speaker(self, stage: Stage, *engines: ScriptedTextToSpeech) -> GuardedTextToSpeech:
        links = [
            Link[TextToSpeech, Speech](f"p{number}", "v1", lambda e=engine: e, SECONDS, lambda said: said.characters)  # type: ignore[misc]
            for number, engine in enumerate(engines)
        ]
        return GuardedTextToSpeech(
            links, voice="first", breakers=stage.process(), patience=stage.patience(), meter=stage.meter
        )

    def test_falls_back_in_the_same_way(self, stage: Stage) -> None:
        first, second = ScriptedTextToSpeech(errors=[EngineRefused("401")]), ScriptedTextToSpeech(voice="second")
        speaker = self.speaker(stage, first, second)
        assert (speaker.voice, speaker.synthesise("Hello.", language="de").voice) == ("first", "second")
        assert second.said == [("Hello.", "de")]
        use = stage.meter.uses[1]
        assert (use.kind, use.characters, use.price_nanodollars) == (EngineKind.VOICE, 6, 6)
        assert stage.meter.notes == ["p1/v1 answered instead of p0/v1 (EngineRefused)"]

    def test_its_breaker_is_apart_from_that_of_other_work(self, stage: Stage) -> None:
        speaker = self.speaker(stage, ScriptedTextToSpeech(errors=[EngineFailed("500")] * 9))
        for _ in range(BREAKER_FAILURES):
            with pytest.raises((EngineFailed, EngineCircuitOpen)):
                speaker.synthesise("Hello.", language="en")
        states = [
            stage.store.get_breaker(BreakerKey(provider="p0", kind=kind)).state(stage.clock.now())
            for kind in (EngineKind.VOICE, EngineKind.SPEECH)
        ]
        assert states == [BreakerState.OPEN, BreakerState.CLOSED]

    def test_work_that_has_only_so_many_seconds_is_not_waited_for_longer(self, stage: Stage) -> None:
        patience = stage.patience().at_most(MIN_CALL_SECONDS + CALL_MARGIN_SECONDS + 1)
        assert patience.wait_before(1, throttled(60.0)) is None
        assert stage.patience().wait_before(1, throttled(30.0)) is not None
        assert stage.patience().at_most(10_000).remaining() == stage.left
