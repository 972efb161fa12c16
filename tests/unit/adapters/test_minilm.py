import numpy as np
import pytest

from shared.adapters import minilm
from shared.adapters.minilm import BATCH, DIMENSIONS, MiniLmEmbedder
from shared.domain.errors import EngineUnavailable


def test_a_missing_weights_package_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "TOKENIZER", ("no_such_weights", "tokenizer.json"))
    with pytest.raises(EngineUnavailable, match="no_such_weights") as caught:
        MiniLmEmbedder().embed(["hello"])
    assert "make weights" in caught.value.advice
    assert not minilm.weights_installed()


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "tokenizers", None)
    with pytest.raises(EngineUnavailable, match="tokenizers"):
        MiniLmEmbedder().embed(["hello"])


def test_nothing_is_loaded_for_nothing() -> None:
    assert MiniLmEmbedder().embed([]).shape == (0, DIMENSIONS)


@pytest.mark.engines
class TestWithWeights:
    def test_vectors_have_the_shape_of_the_port_and_length_one(self) -> None:
        vectors = MiniLmEmbedder().embed([f"sentence {number}" for number in range(BATCH + 1)] + [""])
        assert vectors.shape == (BATCH + 2, DIMENSIONS)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)

    def test_the_same_sentences_give_the_same_vectors(self) -> None:
        sentences = ["The reports are confusing.", "I get up at five."]
        assert np.array_equal(MiniLmEmbedder().embed(sentences), MiniLmEmbedder().embed(sentences))

    def test_each_sentence_gets_its_own_vector_whatever_their_lengths(self) -> None:
        sentences = ["A long sentence about the night bus that never comes in time.", "Soup.", "The price rose twice."]
        alone = np.concatenate([MiniLmEmbedder().embed([sentence]) for sentence in sentences])
        assert np.allclose(MiniLmEmbedder().embed(sentences), alone, atol=0.05)

    def test_meaning_counts_and_not_only_words(self) -> None:
        price, money, soup = MiniLmEmbedder().embed(
            ["How expensive is it?", "What do you have to pay?", "The soup tasted of garlic."]
        )
        assert price @ money > price @ soup + 0.2

    def test_long_texts_are_cut(self) -> None:
        long, longer = MiniLmEmbedder().embed(["word " * 300, "word " * 400])
        assert np.allclose(long, longer, atol=1e-3)
