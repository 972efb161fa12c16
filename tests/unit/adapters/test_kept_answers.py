"""Nothing is paid twice, and nothing bad is kept."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel

from shared.adapters.chain import Link
from shared.adapters.kept_answers import KeptAnswers, ModelLink, digest_of
from shared.adapters.model_analyst.analyst import ModelAnalyst
from shared.domain.engines import EngineKind, EngineUse
from shared.domain.errors import EngineFailed, StorageThrottled
from shared.domain.interview_key import InterviewKey
from shared.domain.limits import MAX_ANSWER_BYTES
from shared.domain.steps import Step
from shared.ports import ModelAnswer, Prompt, Repair
from tests import fakes
from tests.builders import INTERVIEW
from tests.fakes.language import text_answer
from tests.unit.adapters.chains import GOOD, QUESTION, SECONDS, Number, ScriptedModel, Stage, failing, link
from tests.unit.adapters.model_analyst.model_says import asked, quote
from tests.unit.adapters.test_guarded_model import open_breaker
from tests.unit.said import heard
from tests.unit.world import World, ready

BAD = "I think it is three."
TEXTS = [f"Sentence number {number}." for number in range(150)]
REPAIR = QUESTION.model_copy(update={"repairs": (Repair(answer=BAD, complaint="no JSON"),)})
DIVISIBLE = QUESTION.model_copy(update={"divisible": True})
CUT_OFF = ModelAnswer(text=GOOD[:-1], tokens_in=10, tokens_out=900, truncated=True)


class Text(BaseModel):
    number: str


@pytest.fixture
def stage() -> Stage:
    return Stage()


class TestPaidOnce:
    def test_a_repeat_costs_nothing_and_says_so(self, stage: Stage) -> None:
        model = ScriptedModel()
        answers = [stage.chain(link(model)).answer(QUESTION, Number).text for _ in range(2)]
        assert (answers, len(model.calls)) == ([GOOD] * 2, 1)
        [use] = stage.meter.uses
        assert (use.calls, use.cached_calls, use.price_nanodollars, use.tokens_in) == (1, 1, 70, 10)

    def test_a_hit_alone_is_free(self, stage: Stage) -> None:
        stage.chain(link(ScriptedModel())).answer(QUESTION, Number)
        again = Stage(cache=stage.cache)
        again.chain(link(ScriptedModel())).answer(QUESTION, Number)
        free = EngineUse(provider="groq", model="m1", kind=EngineKind.ANALYSIS, calls=0, cached_calls=1)
        assert again.meter.uses == (free,)

    def test_an_open_breaker_hides_no_kept_answer(self, stage: Stage) -> None:
        stage.chain(link(ScriptedModel())).answer(QUESTION, Number)
        open_breaker(stage, "groq")
        assert stage.chain(link(ScriptedModel())).answer(QUESTION, Number).text == GOOD

    def test_the_answer_of_a_fall_back_is_found_before_anybody_is_asked(self, stage: Stage) -> None:
        broken = failing([EngineFailed("500")] * 3)
        stage.chain(link(broken), link(ScriptedModel(), "openai")).answer(QUESTION, Number)
        well, again = ScriptedModel(), Stage(cache=stage.cache)
        chain = again.chain(link(well), link(ScriptedModel(), "openai"))
        chain.answer(QUESTION, Number)
        assert (well.calls, chain.engine.version) == ([], "openai")
        assert again.meter.notes == ["openai/m1 had answered before, instead of groq/m1"]

    def test_a_repaired_answer_is_that_of_the_question(self, stage: Stage) -> None:
        model = ScriptedModel(answers=[ModelAnswer(text=BAD), ModelAnswer(text=GOOD)])
        chain = stage.chain(link(model))
        assert [chain.answer(prompt, Number).text for prompt in (QUESTION, REPAIR)] == [BAD, GOOD]
        assert chain.answer(QUESTION, Number).text == GOOD
        assert len(model.calls) == 2

    def test_what_the_analyst_can_read_is_kept_as_it_came(self, stage: Stage) -> None:
        fenced = ModelAnswer(text=f"```json\n{GOOD}\n```")
        stage.chain(link(ScriptedModel(answers=[fenced]))).answer(QUESTION, Number)
        assert stage.chain(link(failing([]))).answer(QUESTION, Number) == fenced

    def test_another_organisation_pays_itself(self, stage: Stage) -> None:
        model = ScriptedModel()
        for organisation in ("acme", "other"):
            theirs = InterviewKey(organisation_id=organisation, interview_id="int_1")
            stage.chain(link(model), interview=theirs).answer(QUESTION, Number)
        assert len(model.calls) == 2

    def test_an_interview_that_is_erased_is_paid_again(self, stage: Stage) -> None:
        model = ScriptedModel()
        for _ in range(2):
            stage.chain(link(model)).answer(QUESTION, Number)
            stage.cache.forget_interview(INTERVIEW)
        assert len(model.calls) == 2


class TestCutOff:
    """Where the asker can ask for less, that an answer was cut off is all that it needs to know again."""

    def test_it_is_paid_for_once_and_nothing_that_it_says_is_kept(self, stage: Stage) -> None:
        model = ScriptedModel(answers=[CUT_OFF])
        assert stage.chain(link(model)).answer(DIVISIBLE, Number) == CUT_OFF
        again = stage.chain(link(model)).answer(DIVISIBLE, Number)
        assert (again, len(model.calls)) == (ModelAnswer(text="", truncated=True), 1)
        [use] = stage.meter.uses
        assert (use.calls, use.cached_calls, use.price_nanodollars) == (1, 1, 70)

    def test_so_is_a_repair_of_it(self, stage: Stage) -> None:
        repair = REPAIR.model_copy(update={"divisible": True})
        stage.chain(link(ScriptedModel(answers=[CUT_OFF]))).answer(repair, Number)
        assert stage.chain(link(failing([]))).answer(DIVISIBLE, Number).truncated

    def test_one_who_needs_the_whole_answer_asks_for_it(self, stage: Stage) -> None:
        stage.chain(link(ScriptedModel(answers=[CUT_OFF]))).answer(DIVISIBLE, Number)
        assert stage.chain(link(ScriptedModel())).answer(QUESTION, Number).text == GOOD
        assert stage.chain(link(failing([]))).answer(DIVISIBLE, Number).text == GOOD

    def test_an_answer_of_a_fall_back_comes_before_it(self, stage: Stage) -> None:
        stage.chain(link(ScriptedModel(answers=[CUT_OFF]))).answer(DIVISIBLE, Number)
        stage.chain(link(ScriptedModel(), "openai")).answer(DIVISIBLE, Number)
        both = stage.chain(link(failing([])), link(failing([]), "openai"))
        assert both.answer(DIVISIBLE, Number).text == GOOD

    def test_it_expires_and_is_erased_as_answers_are(self, stage: Stage) -> None:
        model = ScriptedModel(answers=[CUT_OFF])
        for forget in (
            lambda: stage.clock.advance(seconds=30 * 86_400),
            lambda: stage.cache.forget_interview(INTERVIEW),
        ):
            stage.chain(link(model)).answer(DIVISIBLE, Number)
            forget()
        stage.chain(link(model)).answer(DIVISIBLE, Number)
        assert len(model.calls) == 3


class TestNotKept:
    @pytest.mark.parametrize(
        "answer",
        [
            ModelAnswer(text=BAD),
            ModelAnswer(text=""),
            ModelAnswer(text='{"number": "three"}'),
            ModelAnswer(text=GOOD, truncated=True),
        ],
        ids=["no JSON", "empty", "wrong schema", "truncated"],
    )
    def test_what_does_not_fit(self, stage: Stage, answer: ModelAnswer) -> None:
        stage.chain(link(ScriptedModel(answers=[answer]))).answer(QUESTION, Number)
        assert stage.cache.answers == {}
        assert stage.meter.notes == []

    def test_a_repair_is_always_asked(self, stage: Stage) -> None:
        model = ScriptedModel()
        for prompt in (QUESTION, REPAIR, REPAIR):
            stage.chain(link(model)).answer(prompt, Number)
        assert len(model.calls) == 3

    def test_what_is_too_large_is_counted(self, stage: Stage) -> None:
        large = ModelAnswer(text='{"number": "' + "x" * MAX_ANSWER_BYTES + '"}')
        stage.chain(link(ScriptedModel(answers=[large]))).answer(QUESTION, Text)
        assert stage.cache.answers == {}
        assert stage.meter.notes == ["an answer of groq/m1 was too large to be kept: a repeat pays for it again"]

    def test_a_table_that_is_throttled_loses_no_paid_answer(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def throttled(*_: Any) -> bool:
            raise StorageThrottled("the table answered ThrottlingException")

        monkeypatch.setattr(stage.cache, "put_answer", throttled)
        assert stage.chain(link(ScriptedModel())).answer(QUESTION, Number).text == GOOD


class TestDigest:
    @pytest.mark.parametrize(
        "other",
        [
            QUESTION.model_copy(update={"name": "themes"}),
            QUESTION.model_copy(update={"version": 2}),
            QUESTION.model_copy(update={"instructions": "Find all."}),
            QUESTION.model_copy(update={"data": "I plan every day."}),
            QUESTION.model_copy(update={"instructions": "", "data": "Find it.I plan every week."}),
        ],
    )
    def test_everything_that_is_asked_makes_it(self, other: Prompt) -> None:
        one = link(ScriptedModel())
        assert digest_of(one, other, Number) != digest_of(one, QUESTION, Number)

    def test_so_do_model_provider_and_schema(self) -> None:
        one, other = link(ScriptedModel()), link(ScriptedModel(), "openai")
        digests = {digest_of(one, QUESTION, Number), digest_of(other, QUESTION, Number), digest_of(one, QUESTION, Text)}
        assert len(digests) == 3

    def test_so_do_the_address_and_the_context_of_a_server_of_one_s_own(self) -> None:
        own = replace(link(ScriptedModel()), own_address="http://127.0.0.1:11434/v1")
        links = [own, replace(own, own_address="https://llm.example.com/v1"), replace(own, context_tokens=32_768)]
        assert len({digest_of(one, QUESTION, Number) for one in links}) == len(links)

    def test_what_a_hosted_model_takes_at_once_does_not(self) -> None:
        one = link(ScriptedModel())
        assert digest_of(replace(one, context_tokens=9), QUESTION, Number) == digest_of(one, QUESTION, Number)

    @pytest.mark.parametrize("same", [REPAIR, DIVISIBLE, QUESTION.model_copy(update={"varied": True})])
    def test_repairs_and_how_it_is_asked_do_not(self, same: Prompt) -> None:
        one = link(ScriptedModel())
        assert digest_of(one, same, Number) == digest_of(one, QUESTION, Number)

    def test_it_shows_nothing_of_what_was_said(self) -> None:
        assert len(digest_of(link(ScriptedModel()), QUESTION, Number)) == 64


def test_a_kept_answer_that_expired_is_paid_again(stage: Stage) -> None:
    kept, one = KeptAnswers(stage.cache, INTERVIEW, stage.clock), link(ScriptedModel())
    kept.keep(one, QUESTION, Number, ModelAnswer(text=GOOD))
    stage.clock.advance(seconds=30 * 86_400)
    assert kept.find([one], QUESTION, Number) is None


def of_window(stage: Stage, reply: Any) -> World:
    """A world that asks a model for the evidence of three windows, sentence by sentence as `TEXTS` has them."""
    model = fakes.ScriptedModel(reply=reply)
    chain: ModelLink = Link(
        "groq", "m1", lambda: model, SECONDS, lambda answer: 7 * answer.tokens_in, model.context_tokens
    )
    world = ready()
    world.hearing.heard = heard(*TEXTS)
    world.engines.the_analyst = ModelAnalyst(stage.chain(chain))
    world.do(Step.UPLOAD)
    return world


def test_a_step_retried_in_the_middle_of_a_long_transcript_pays_for_what_is_missing_only(stage: Stage) -> None:
    """Three windows: the second one is not answered until the step is tried again, nor what had not begun by then."""
    down, begins, answered = [True], 54, Counter[int]()

    def reply(prompt: Prompt) -> Any:
        first = asked(prompt)["segments"][0]["segment"]
        if first == begins and down[0]:
            return EngineFailed("HTTP 503")
        answered[first] += 1
        return {"evidence": [quote(TEXTS[first], first)], "people": []}

    world = of_window(stage, reply)
    with pytest.raises(EngineFailed):
        world.do(Step.EVIDENCE)
    paid_before = answered.total()
    assert paid_before >= 1
    down[0] = False
    world.do(Step.EVIDENCE)
    assert len(answered) == answered.total() == 3
    [use] = stage.meter.uses
    assert (use.cached_calls, use.price_nanodollars) == (paid_before, 3 * 7 * 100)


def test_nor_does_it_pay_again_for_an_answer_that_was_cut_off(stage: Stage) -> None:
    """The first window's answer is cut off, and so is its first half's; then its last quarter is not answered."""
    down, paid = [True], Counter[tuple[int, int]]()

    def reply(prompt: Prompt) -> Any:
        segments = asked(prompt)["segments"]
        first, count = segments[0]["segment"], len(segments)
        if (first, count) == (30, 30) and down[0]:
            return EngineFailed("HTTP 503")
        paid[first, count] += 1
        if first == 0 and count > 15:
            return text_answer('{"evidence": [{"quo', truncated=True)
        return {"evidence": [quote(TEXTS[first], first)], "people": []}

    world = of_window(stage, reply)
    with pytest.raises(EngineFailed):
        world.do(Step.EVIDENCE)
    cut_off = [(0, 60), (0, 30)]
    assert [paid[part] for part in cut_off] == [1, 1]
    down[0] = False
    world.do(Step.EVIDENCE)
    assert [paid[part] for part in cut_off] == [1, 1]
    assert set(paid) >= {*cut_off, (0, 15), (15, 15), (30, 30)}
    assert set(paid.values()) == {1}
