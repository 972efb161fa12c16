from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.extractive.sentences import LONGEST_QUOTE, is_small_talk, quotable, sentences

WORDS = (
    "I",
    "we",
    "said.",
    "but,",
    "because",
    "Dr.",
    "Smith",
    "three!",
    "why?",
    "a.m.",
    "no",
    "…",
    "(so)",
    "yes\n",
    "and",
)
TALK = st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join)


def texts(found: list[object]) -> list[str]:
    return [getattr(piece, "text", "") for piece in found]


@given(st.one_of(st.text(max_size=300), TALK))
def test_every_piece_is_where_it_says(text: str) -> None:
    for piece in (*sentences(text), *quotable(text)):
        assert text[piece.start : piece.end] == piece.text
        assert piece.text == piece.text.strip()


@given(TALK)
def test_sentences_lose_no_word(text: str) -> None:
    assert " ".join(texts(list(sentences(text)))).split() == text.split()


@given(TALK)
def test_quotes_do_not_overlap_and_are_not_too_long(text: str) -> None:
    found = quotable(text)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(piece.words <= LONGEST_QUOTE + 1 for piece in found)


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Dr. Lee came at 3 p.m. and left. J. Smith stayed! Why?"
    assert texts(list(sentences(text))) == ["Dr. Lee came at 3 p.m. and left.", "J. Smith stayed!", "Why?"]


def test_a_short_sentence_stays_with_its_neighbour() -> None:
    text = "Sure. The reminders cut our missed visits by a third. I love that."
    assert texts(list(quotable(text))) == ["The reminders cut our missed visits by a third. I love that."]


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    text = ", and ".join(["we drove to the next village to fetch the missing parts for the pump"] * 4) + "."
    assert len(quotable(text)) > 1


@pytest.mark.parametrize("text", ["Sure.", "Thank you!", "Good morning, Anna.", "Yeah, right, okay.", "That is all."])
def test_small_talk(text: str) -> None:
    assert is_small_talk(text)


@pytest.mark.parametrize("text", ["Thanks to the new pump we lost no harvest this summer.", "The pump broke."])
def test_no_small_talk(text: str) -> None:
    assert not is_small_talk(text)
