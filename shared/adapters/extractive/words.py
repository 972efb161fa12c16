"""Words of a text: as they stand, and cut back to a stem so that the forms of one word meet."""

import re
from functools import cache
from typing import Final

from shared.adapters.extractive.wordlists import STOP

# A vowel sign of Devanagari is part of its word, though it is no letter.
LETTER: Final = "(?:[^\\W_]|[\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963])"
WORD: Final = re.compile(rf"{LETTER}+(?:['’]{LETTER}+)*")
SHORTEST_STEM: Final = 3
VOWELS: Final = frozenset("aeiouy")

# Tried in this order; the first that fits and leaves a stem with a vowel is cut off.
SUFFIXES: Final = (
    *("ations", "ation", "ements", "ement", "ments", "ment", "ingly", "ities", "iness", "ness", "ions", "ings"),
    *("ion", "ing", "ers", "ors", "ies", "ied", "ily", "ity", "est", "ed", "er", "or", "es", "ly", "s", "y", "e"),
)


def tokens(text: str) -> list[str]:
    """The words in lower case, with straight apostrophes."""
    return [match.group().lower().replace("’", "'") for match in WORD.finditer(text)]


@cache
def stem(word: str) -> str:
    """The word without its ending: "booking", "booked" and "books" are one; rough, and only good for comparing."""
    bare = word.removesuffix("'s")
    for suffix in SUFFIXES:
        rest = bare.removesuffix(suffix)
        if rest != bare and len(rest) >= SHORTEST_STEM and VOWELS & set(rest):
            return _undouble(rest)
    return bare


def content(text: str) -> list[str]:
    """The stems of the words that carry content, in order."""
    return [stem(word) for word in tokens(text) if word not in STOP]


def _undouble(rest: str) -> str:
    """So that "planning" gives "plan", while "selling" keeps "sell"."""
    doubled = len(rest) > SHORTEST_STEM and rest[-1] == rest[-2] and rest[-1] not in "lsz"
    return rest[:-1] if doubled else rest
