"""Sentence vectors without any weights: which words and which pieces of words a sentence holds.

Close means: shares words, or words that begin or are spelt alike. Two ways to say the same thing in other words
are far apart, which is why these vectors only stand in where MiniLM is absent.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log1p, sqrt
from typing import Any, Final
from zlib import crc32

from shared.domain.made_by import Engine

DIMENSIONS: Final = 1024
PREFIX: Final = 5  # letters of a word that stand for all its forms
GRAM: Final = 4
GRAM_WEIGHT: Final = 0.35
FREQUENT_WEIGHT: Final = 0.1

# English words so frequent that sharing them says nothing; in place of counts over a collection of texts.
FREQUENT: Final = frozenset(
    [
        "a",
        "about",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "don't",
        "for",
        "from",
        "get",
        "go",
        "got",
        "had",
        "has",
        "have",
        "he",
        "her",
        "here",
        "him",
        "his",
        "how",
        "i",
        "i'd",
        "i'm",
        "i've",
        "if",
        "in",
        "into",
        "is",
        "it",
        "it's",
        "its",
        "just",
        "know",
        "like",
        "made",
        "make",
        "me",
        "more",
        "most",
        "much",
        "my",
        "no",
        "not",
        "now",
        "of",
        "off",
        "on",
        "one",
        "or",
        "other",
        "our",
        "out",
        "over",
        "people",
        "really",
        "said",
        "say",
        "see",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "that's",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "things",
        "think",
        "this",
        "those",
        "to",
        "too",
        "up",
        "us",
        "very",
        "was",
        "we",
        "we're",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


class LexicalEmbedder:
    """The port `Embedder` in numpy alone. A vector depends on its own sentence only."""

    @property
    def engine(self) -> Engine:
        return Engine(name="lexical", version="1", draft=True)

    def embed(self, sentences: Sequence[str]) -> Any:
        import numpy as np

        vectors = np.zeros((len(sentences), DIMENSIONS), dtype=np.float32)
        for row, sentence in enumerate(sentences):
            for feature, weight in _features(sentence):
                vectors[row, _place(feature)] += weight * _sign(feature)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(min=1e-9)


def _features(sentence: str) -> Iterator[tuple[str, float]]:
    """The features of a sentence with their weights; repeats count by the root of their number."""
    words = Counter(_WORD.findall(sentence.lower().replace("’", "'")))
    yield ("", 1e-3)  # so that the empty sentence, too, has a direction
    for word, count in words.items():
        weight = _rarity(word) * sqrt(count)
        yield (f"word {word[:PREFIX]}", weight)
        if word not in FREQUENT:
            yield from ((f"gram {gram}", weight * share) for gram, share in _grams(word))


def _rarity(word: str) -> float:
    """A stand-in for how rare a word is: frequent ones hardly count, long ones count more."""
    return FREQUENT_WEIGHT if word in FREQUENT else log1p(len(word)) / 2


def _grams(word: str) -> Iterator[tuple[str, float]]:
    padded = f"<{word}>"
    number = max(1, len(padded) - GRAM + 1)
    return ((padded[start : start + GRAM], GRAM_WEIGHT / sqrt(number)) for start in range(number))


def _place(feature: str) -> int:
    return crc32(feature.encode()) % DIMENSIONS


def _sign(feature: str) -> int:
    """Half of the features count down, so that two that share a place cancel out on average."""
    return 1 if crc32(b"sign " + feature.encode()) & 1 else -1
