"""What every BreakerStore and every AnswerCache does."""

from datetime import timedelta

import pytest

from shared.domain import breaker as rules
from shared.domain.breaker import Breaker, BreakerKey, Fault, Pause, Probe
from shared.domain.engines import EngineKind
from shared.domain.errors import EngineCircuitOpen, StorageThrottled
from shared.domain.interview_key import InterviewKey
from shared.domain.limits import ANSWER_DAYS, BREAKER_FAILURES, MAX_ANSWER_BYTES
from shared.ports import ModelAnswer
from tests.builders import INTERVIEW, at
from tests.contract.conftest import Resilience
from tests.contract.test_concurrency import at_once

KEY = BreakerKey(provider="groq", kind=EngineKind.ANALYSIS)
SPEECH = BreakerKey(provider="groq", kind=EngineKind.SPEECH)
OTHER = InterviewKey(organisation_id="acme", interview_id="int_2")
THEIRS = InterviewKey(organisation_id="other", interview_id="int_1")
ANSWER = ModelAnswer(text='{"quote": "Grüße, 世界 🙂"}', tokens_in=12, tokens_out=3, tokens_cached=2)


def fail(breaker: Breaker) -> Breaker:
    return rules.note_failure(breaker, Fault.FAILED, at(1), holder=None)


def opened(resilience: Resilience) -> Breaker:
    for _ in range(BREAKER_FAILURES):
        resilience.breakers.change_breaker(KEY, fail)
    return resilience.breakers.get_breaker(KEY)


class TestBreakers:
    def test_one_that_was_never_written_is_closed(self, resilience: Resilience) -> None:
        assert resilience.breakers.get_breaker(KEY) == Breaker(key=KEY)

    def test_a_change_answers_what_was_and_what_is(self, resilience: Resilience) -> None:
        before, after = resilience.breakers.change_breaker(KEY, fail)
        assert before == Breaker(key=KEY)
        assert after == fail(before).model_copy(update={"version": 1})
        assert resilience.breakers.get_breaker(KEY) == after

    def test_everything_comes_back(self, resilience: Resilience) -> None:
        state = rules.admit(opened(resilience), at(9), Probe(holder="p", expires_at=at(10)))
        state = rules.pause(state, Pause(reason="Störung ✓", by="ana", at=at(2)))
        _, after = resilience.breakers.change_breaker(KEY, lambda _: state)
        assert resilience.breakers.get_breaker(KEY) == after
        assert after == state.model_copy(update={"version": 6})

    def test_no_change_writes_nothing(self, resilience: Resilience) -> None:
        resilience.breakers.change_breaker(KEY, fail)
        before, after = resilience.breakers.change_breaker(KEY, lambda breaker: breaker)
        assert before == after
        assert resilience.breakers.get_breaker(KEY).version == 1

    def test_what_a_change_raises_is_raised(self, resilience: Resilience) -> None:
        breaker = opened(resilience)
        with pytest.raises(EngineCircuitOpen):
            resilience.breakers.change_breaker(
                KEY, lambda b: rules.admit(b, at(1), Probe(holder="p", expires_at=at(2)))
            )
        assert resilience.breakers.get_breaker(KEY) == breaker

    def test_kinds_and_providers_are_apart(self, resilience: Resilience) -> None:
        opened(resilience)
        for key in (SPEECH, BreakerKey(provider="openai", kind=EngineKind.ANALYSIS)):
            assert resilience.breakers.get_breaker(key) == Breaker(key=key)

    def test_of_forty_one_probes(self, resilience: Resilience) -> None:
        opened(resilience)

        def take(number: int) -> Breaker:
            probe = Probe(holder=str(number), expires_at=at(10))
            return resilience.breakers.change_breaker(KEY, lambda breaker: rules.admit(breaker, at(9), probe))[1]

        answers = at_once(take, range(40))
        won = [answer for answer in answers if isinstance(answer, Breaker)]
        assert len(won) == 1
        assert sum(isinstance(answer, EngineCircuitOpen) for answer in answers) == 39
        assert resilience.breakers.get_breaker(KEY) == won[0]

    def test_of_failures_at_once_each_counts_or_says_that_it_does_not(self, resilience: Resilience) -> None:
        answers = at_once(lambda _: resilience.breakers.change_breaker(KEY, throttle), range(12))
        lost = sum(isinstance(answer, StorageThrottled) for answer in answers)
        assert len(resilience.breakers.get_breaker(KEY).failures) == 12 - lost


def throttle(breaker: Breaker) -> Breaker:
    return rules.note_failure(breaker, Fault.THROTTLED, at(1), holder=None)


class TestAnswers:
    def test_comes_back_as_it_was_kept(self, resilience: Resilience) -> None:
        assert resilience.answers.put_answer(INTERVIEW, "d1", ANSWER, at(0))
        assert resilience.answers.get_answer("acme", "d1", at(1)) == ANSWER

    def test_that_an_answer_was_cut_off_comes_back_and_is_forgotten(self, resilience: Resilience) -> None:
        cut_off = ModelAnswer(text="", truncated=True)
        assert resilience.answers.put_answer(INTERVIEW, "d1", cut_off, at(0))
        assert resilience.answers.get_answer("acme", "d1", at(0)) == cut_off
        assert resilience.answers.forget_interview(INTERVIEW) == 1
        assert resilience.answers.get_answer("acme", "d1", at(0)) is None

    def test_one_that_two_interviews_have_made_is_forgotten_with_either(self, resilience: Resilience) -> None:
        for interview in (INTERVIEW, OTHER):
            resilience.answers.put_answer(interview, "d1", ANSWER, at(0))
        assert resilience.answers.forget_interview(INTERVIEW) == 1
        assert resilience.answers.get_answer("acme", "d1", at(0)) is None

    def test_what_is_not_there(self, resilience: Resilience) -> None:
        assert resilience.answers.get_answer("acme", "d1", at(0)) is None

    def test_of_another_organisation_is_not_there(self, resilience: Resilience) -> None:
        resilience.answers.put_answer(INTERVIEW, "d1", ANSWER, at(0))
        assert resilience.answers.get_answer("other", "d1", at(0)) is None

    def test_a_later_one_replaces(self, resilience: Resilience) -> None:
        better = ModelAnswer(text="{}")
        for answer in (ANSWER, better):
            resilience.answers.put_answer(INTERVIEW, "d1", answer, at(0))
        assert resilience.answers.get_answer("acme", "d1", at(0)) == better

    def test_expires_though_the_table_has_it_still(self, resilience: Resilience) -> None:
        resilience.answers.put_answer(INTERVIEW, "d1", ANSWER, at(0))
        end = at(0) + timedelta(days=ANSWER_DAYS)
        assert resilience.answers.get_answer("acme", "d1", end - timedelta(seconds=1)) == ANSWER
        assert resilience.answers.get_answer("acme", "d1", end) is None

    def test_up_to_what_an_item_holds(self, resilience: Resilience) -> None:
        largest = ModelAnswer(text="x" * MAX_ANSWER_BYTES)
        assert resilience.answers.put_answer(INTERVIEW, "d1", largest, at(0))
        assert resilience.answers.get_answer("acme", "d1", at(0)) == largest

    @pytest.mark.parametrize("text", ["x" * (MAX_ANSWER_BYTES + 1), "ü" * (MAX_ANSWER_BYTES // 2 + 1)])
    def test_a_larger_one_is_not_kept(self, resilience: Resilience, text: str) -> None:
        assert not resilience.answers.put_answer(INTERVIEW, "d1", ModelAnswer(text=text), at(0))
        assert resilience.answers.get_answer("acme", "d1", at(0)) is None

    def test_an_interview_is_forgotten_and_no_other(self, resilience: Resilience) -> None:
        for number in range(30):
            resilience.answers.put_answer(INTERVIEW, f"d{number}", ANSWER, at(0))
        for interview in (OTHER, THEIRS):
            resilience.answers.put_answer(interview, f"of {interview.interview_id}", ANSWER, at(0))
        resilience.answers.forget_interview(INTERVIEW)
        assert [resilience.answers.get_answer("acme", f"d{number}", at(0)) for number in range(30)] == [None] * 30
        assert resilience.answers.get_answer("acme", "of int_2", at(0)) == ANSWER
        assert resilience.answers.get_answer("other", "of int_1", at(0)) == ANSWER

    def test_what_was_never_kept_may_be_forgotten(self, resilience: Resilience) -> None:
        assert resilience.answers.forget_interview(INTERVIEW) == 0
