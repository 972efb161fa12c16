"""What a scorer must not read: who answers. Names, addresses, ages, faiths and what tells a gender are taken out."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from shared.domain.evaluation.blind_words import COMMON, FAITHS, NEUTRAL
from shared.domain.letters import composed, in_any_script, is_unspaced, loosely

NAME: Final = "[name]"
CONTACT: Final = "[contact]"
AGE: Final = "[age]"
FAITH: Final = "[faith]"
PLACE: Final = "[place]"
ALIKE: Final = 0.75  # of its letters, from which a word that begins with a capital is a name heard differently
SHORTEST_ALIKE: Final = 4  # letters: shorter names are like too many words
_CONTACT = r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d[\d ()/-]{7,}\d|https?://\S+"
_LARGE = "[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩЀ-Я]"
_NEITHER = r"[^\W\d_A-Za-zÀ-ɏͰ-ԯ]"  # of scripts that have no capitals
_CAPITAL = rf"(?!I\b){_LARGE}[\w'’-]*"
_OTHER = rf"{_NEITHER}[\w'’-]*"
_WHO = rf"(?:(?: {_CAPITAL}){{1,4}}| {_OTHER}(?: {_OTHER}(?=\s*(?:[,.;!?…।]|$)))?)"
_CALLED = rf"\b((?i:my name is|my name's|i am called|call me)){_WHO}"
_CALLED_IN_HINDI = r"\b((?i:मेरा नाम|mera naam))(?: [\w'’-]+){1,4}?(?= (?i:है|हैं|hai|hain)\b)"
# Who says so and nothing after it: "I'm Ann." and "This is Ann speaking", not "I'm AWS certified", "This is Python."
_SAYS_WHO = rf"\b((?i:i am|i'm|i’m))(?: {_CAPITAL}){{1,4}}(?=\s*(?:[,.;!?…]|$)|\s+(?:and i|from|here|speaking)\b)"
_SPEAKS = rf"\b((?i:this is))(?: {_CAPITAL}){{1,4}}(?=\s+(?:from|here|speaking)\b)"
_FROM = rf"\b((?i:i am from|i'm from|i’m from|i come from|i was born in|i grew up in))(?: {_CAPITAL}){{1,3}}"
_AGE = (
    r"\b(?i:aged \d{2}|\d{2}[- ]years?[- ]old|(?<=i am )\d{2}(?=\s*(?:[,.;!?]|$))|(?<=i'm )\d{2}(?=\s*(?:[,.;!?]|$)))"
)
_FAITH = rf"(?i)\b(?:{'|'.join(FAITHS)})\b"
_GENDERED = rf"(?i)\b({'|'.join(sorted(NEUTRAL, key=len, reverse=True))})\b"
_NAMES = rf"{re.escape(NAME)}(?:\s+(?:{re.escape(NAME)}))+"


def blind(text: str, names: Iterable[str] = ()) -> str:
    """The text without what tells who speaks. `names` are those known of who answers, whole: "Ann Example".

    Other things that were said of a life stay: they cannot be told from the answer.
    """
    without = _with(_CONTACT, CONTACT, composed(text))
    without = _without_names(without, names)
    without = _with(_FROM, lambda found: f"{found[1]} {PLACE}", without)
    for says in (_CALLED, _CALLED_IN_HINDI, _SAYS_WHO, _SPEAKS):
        without = _with(says, lambda found: f"{found[1]} {NAME}", without)
    without = _with(_FAITH, FAITH, _with(_AGE, AGE, without))
    return _with(_GENDERED, lambda found: NEUTRAL[found[0].lower()], without)


def _with(pattern: str, instead: str | Callable[[re.Match[str]], str], text: str) -> str:
    return re.sub(_fitting(pattern, text), instead, text)


def _fitting(pattern: str, text: str) -> str:
    return pattern if text.isascii() else in_any_script(pattern)


def _without_names(text: str, names: Iterable[str]) -> str:
    parts = {part for name in names for part in re.split(r"[\s,]+", composed(name)) if len(part) > 1}
    if not parts:
        return text
    known = "|".join(_pattern(part) for part in sorted(parts, key=len, reverse=True))
    without = _with(rf"\b(?:{known})\b", NAME, text)
    for part in filter(is_unspaced, parts):
        without = without.replace(part, NAME)
    heard = "|".join(map(re.escape, _heard_differently(without, parts)))
    without = _with(rf"\b(?:{heard})\b", NAME, without) if heard else without
    return re.sub(_NAMES, NAME, without)


def _pattern(part: str) -> str:
    """A name in any letters; one that is a common word, too, only with its capital: "Will" led, and will lead."""
    return re.escape(part.capitalize()) if part.lower() in COMMON else f"(?i:{loosely(part)})"


def _heard_differently(text: str, parts: Iterable[str]) -> Iterator[str]:
    """Words as speech to text may have written a name, and names with an ending."""
    long = [part.lower() for part in parts if len(part) >= SHORTEST_ALIKE]
    words = rf"\b(?:{_LARGE}|{_NEITHER})[\w'’-]{{{SHORTEST_ALIKE - 1},}}"
    for word in dict.fromkeys(re.findall(_fitting(words, text), text)):
        if any(_is_alike(word, part) for part in long):
            yield word


def _is_alike(word: str, part: str) -> bool:
    """Without capitals most words that are alike are no names: there, only those that begin with the name."""
    if word[0].lower() == word[0]:
        return word.startswith(part) and not is_unspaced(word)
    from difflib import SequenceMatcher  # only where a name is known

    return SequenceMatcher(None, word.lower(), part).ratio() >= ALIKE
