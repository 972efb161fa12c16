import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.lexical import DIMENSIONS, LexicalEmbedder

EMBEDDER = LexicalEmbedder()


def closeness(first: str, second: str) -> float:
    vectors = EMBEDDER.embed([first, second])
    return float(vectors[0] @ vectors[1])


@given(st.lists(st.text(max_size=80), max_size=5))
def test_vectors_have_the_shape_of_the_port_and_length_one(sentences: list[str]) -> None:
    vectors = EMBEDDER.embed(sentences)
    assert vectors.shape == (len(sentences), DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)


def test_a_vector_depends_on_its_own_sentence_only() -> None:
    alone = EMBEDDER.embed(["The bus was late."])
    among = EMBEDDER.embed(["Tea, please.", "The bus was late."])
    assert np.array_equal(alone[0], among[1])


def test_forms_of_a_word_are_closer_than_other_words() -> None:
    assert closeness("We were booking appointments", "They booked an appointment") > 0.4
    assert closeness("We were booking appointments", "The soup tasted of garlic") < 0.2


def test_frequent_words_hardly_count() -> None:
    assert closeness("What did you do about the garden?", "What did you do about the invoice?") < 0.3


def test_its_results_are_drafts() -> None:
    assert EMBEDDER.engine.name == "lexical"
    assert EMBEDDER.engine.draft
