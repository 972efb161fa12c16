"""How close texts are in meaning, on one scale for every embedder.

Cosines of different embedders cannot be compared, and those of MiniLM are low even for paraphrases. So a cosine is
read against what that embedder gives for sentences that have nothing to do with each other.
"""

from collections.abc import Sequence
from functools import cached_property
from math import log
from typing import Any, Final

from shared.adapters.extractive.concepts import families, families_of
from shared.adapters.extractive.words import content, stem, tokens
from shared.ports import Embedder

# Sentences of no common subject; the closeness between any two of them is taken for none at all.
UNRELATED: Final = (
    "The bus was late again this morning.",
    "My aunt grows tomatoes behind the garage.",
    "How did the choir practise for the concert?",
    "They repainted the bridge in a darker green.",
    "What do you like about your new phone?",
    "The committee meets on the second Tuesday.",
    "I was really happy with the soup.",
    "Our neighbour complained about the noise.",
    "Why did the team lose the final match?",
    "The invoice went to the wrong address.",
    "He fixed the roof before the storm came.",
    "Could you describe the plot of the film?",
)
FULL: Final = 6.0  # deviations above the unrelated that count as wholly close
REFLEXIVE: Final = frozenset({"himself", "herself", "themselves", "ourselves", "yourself", "myself"})
EASY: Final = 0.5
FAMILY_SHARE: Final = 0.5  # what a word of the same family counts, against the word itself


class Closeness:
    """Compares texts with the vectors of an embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def vectors(self, texts: Sequence[str]) -> Any:
        """A float32 array (texts, dimensions) of unit vectors."""
        return self.embedder.embed(texts)

    def between(self, texts: Sequence[str], others: Sequence[str]) -> Any:
        """An array (texts, others) from 0, unrelated, to 1."""
        return self.scaled(self.vectors(texts) @ self.vectors(others).T)

    def scaled(self, cosines: Any) -> Any:
        """Cosines as closeness from 0, unrelated, to 1."""
        mean, deviation = self._unrelated
        return ((cosines - mean) / (FULL * deviation)).clip(0.0, 1.0)

    @cached_property
    def _unrelated(self) -> tuple[float, float]:
        import numpy as np

        vectors = self.vectors(UNRELATED)
        cosines = (vectors @ vectors.T)[np.triu_indices(len(UNRELATED), 1)]
        return float(cosines.mean()), max(0.05, float(cosines.std()))


class Coverage:
    """How much of a question's words a text holds. Words that many of the questions share count less.

    A question of few words is easily covered by chance, so that it can reach 2/3 with one, 4/5 with two words.
    """

    def __init__(self, questions: Sequence[str]) -> None:
        self._questions = [_asked_words(question) for question in questions]

    def of(self, number: int, text: str) -> float:
        """The share, 0 to 1, of the content of question `number` that the text repeats or has a relative of."""
        stems = _asked_words(text)
        near = families(stems)
        weights = {word: self._weight(word) for word in self._questions[number]}
        got = sum(weight * _match(word, stems, near) for word, weight in weights.items())
        return got / max(1e-9, sum(weights.values())) * len(weights) / (len(weights) + EASY)

    def _weight(self, word: str) -> float:
        sharing = sum(word in question for question in self._questions)
        return log(1.0 + len(self._questions) / sharing)


def _asked_words(text: str) -> frozenset[str]:
    """The content, and words such as "themselves": whether somebody does it alone can be what is asked."""
    return frozenset([*content(text), *(stem(word) for word in tokens(text) if word in REFLEXIVE)])


def _match(word: str, stems: frozenset[str], near: frozenset[int]) -> float:
    return 1.0 if word in stems else FAMILY_SHARE * bool(families_of(word) & near)
