"""Kinds of questions, told from their words: those that people write for a job, and those of the bank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.question_bank import question_bank
from shared.domain.session.kind_of import kind_of
from shared.domain.session.plan_kinds import QuestionKind as K

BANK = [question for family in question_bank().values() for question in family]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What does the GIL of CPython protect?", K.TECHNICAL),
        ("Explain the difference between a process and a thread.", K.TECHNICAL),
        ("How do you test a migration of a large table?", K.TECHNICAL),
        ("How does TLS work?", K.TECHNICAL),
        ("Why is a hash table fast?", K.TECHNICAL),
        ("Design a queue that loses nothing.", K.TECHNICAL),
        ("Name three kinds of yeast.", K.TECHNICAL),
        ("Tell us about a time when you missed a deadline.", K.BEHAVIOURAL),
        ("Give an example of a conflict that you settled.", K.BEHAVIOURAL),
        ("Have you ever had to let somebody go?", K.BEHAVIOURAL),
        ("When did you last change your mind?", K.BEHAVIOURAL),
        ("What would you do if the oven failed at four in the morning?", K.SITUATIONAL),
        ("Imagine that two waiters are ill.", K.SITUATIONAL),
        ("Two hundred letters have come in overnight. How do you begin?", K.SITUATIONAL),
        ("Why do you want to work here?", K.MOTIVATION),
        ("Where do you see yourself in five years?", K.MOTIVATION),
        ("Tell me about yourself.", K.BACKGROUND),
        ("How many years of experience with Python do you have?", K.BACKGROUND),
        ("Rye or wheat?", None),
        ("Was ist ein Sauerteig?", None),
    ],
)
def test_what_the_words_tell(text: str, kind: K | None) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize("question", [one for one in BANK if one.kind is not K.TECHNICAL], ids=lambda one: one.id)
def test_the_bank_s_own_are_told_as_they_are_typed(question: K) -> None:
    assert kind_of(question.text) is question.kind  # type: ignore[attr-defined]


def test_its_technical_ones_are_never_taken_for_small_talk() -> None:
    told = [kind_of(question.text) for question in BANK if question.kind is K.TECHNICAL]
    assert not {K.BACKGROUND, K.MOTIVATION} & set(told)
    assert told.count(K.TECHNICAL) >= len(told) / 2  # the others set a situation, or ask what somebody did


@given(st.text(max_size=300))
def test_any_words_are_told_from(text: str) -> None:
    assert kind_of(text) in {None, *K}
