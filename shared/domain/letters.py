r"""Words of any script. To `re` a vowel sign is no part of a word: `\b` cuts words at it, and `\w` leaves it out."""

import re
from functools import cache, lru_cache
from typing import Final

# Where marks are; the many signs of Chinese and Korean, which have none, are not gone through.
PLACES: Final = (
    range(0x300, 0x3100), range(0xA000, 0xAC00), range(0xFB00, 0xFE30), range(0x10000, 0x12000),
    range(0x16A00, 0x17000), range(0x1BC00, 0x1E960),
)  # fmt: skip
JOINERS: Final = "\u200c\u200d\u2060"  # nothing that is seen: they say how the letters beside them are drawn
UNSPACED: Final = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
KEPT_PATTERNS: Final = 64


@cache
def marks() -> str:
    """The combining marks and the joiners, as ranges for a character class."""
    from unicodedata import category

    ranges: list[list[int]] = []
    for place in (place for part in PLACES for place in part if category(chr(place)).startswith("M")):
        if ranges and ranges[-1][1] == place - 1:
            ranges[-1][1] = place
        else:
            ranges.append([place, place])
    return JOINERS + "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


@lru_cache(KEPT_PATTERNS)
def in_any_script(pattern: str) -> str:
    r"""The pattern, its `\b` where words of any script begin and end. Its `\w` stand in character classes."""
    letter = rf"[\w{marks()}]"
    edge = rf"(?:(?<!{letter})(?={letter})|(?<={letter})(?!{letter}))"
    return pattern.replace(r"\w", rf"\w{marks()}").replace(r"\b", edge)


def is_unspaced(text: str) -> bool:
    """Whether it begins with a letter of a script that has no spaces between words, as Chinese, Japanese and Thai."""
    if text[:1].isascii():
        return False
    from unicodedata import name

    return name(text[0], "").startswith(UNSPACED)


def composed(text: str) -> str:
    """Each letter and its marks as one sign, where there is one: the same words are the same text."""
    if text.isascii():
        return text
    from unicodedata import normalize

    return normalize("NFC", text)


def loosely(word: str) -> str:
    """A pattern for the word, whatever joins its letters."""
    between = "" if word.isascii() else f"[{JOINERS}]*"
    return between.join(re.escape(letter) for letter in word if letter not in JOINERS)
