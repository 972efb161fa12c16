"""What a scorer must not read: who answers. Names, addresses, ages, faiths and what tells a gender are taken out."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from shared.domain.evaluation.blind_words import COMMON, FAITHS, NEUTRAL

NAME: Final = "[name]"
CONTACT: Final = "[contact]"
AGE: Final = "[age]"
FAITH: Final = "[faith]"
PLACE: Final = "[place]"
ALIKE: Final = 0.75  # of its letters, from which a word that begins with a capital is a name heard differently
SHORTEST_ALIKE: Final = 4  # letters: shorter names are like too many words
_CONTACT = r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d[\d ()/-]{7,}\d|https?://\S+"
_CAPITAL = r"(?!I\b)[A-Z][\w'’-]*"
_CALLED = rf"\b((?i:my name is|my name's|i am called|call me))(?: {_CAPITAL}){{1,4}}"
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
    without = re.sub(_CONTACT, CONTACT, text)
    without = _without_names(without, names)
    without = re.sub(_FROM, lambda found: f"{found[1]} {PLACE}", without)
    for says in (_CALLED, _SAYS_WHO, _SPEAKS):
        without = re.sub(says, lambda found: f"{found[1]} {NAME}", without)
    without = re.sub(_FAITH, FAITH, re.sub(_AGE, AGE, without))
    return re.sub(_GENDERED, lambda found: NEUTRAL[found[0].lower()], without)


def _without_names(text: str, names: Iterable[str]) -> str:
    parts = {part for name in names for part in re.split(r"[\s,]+", name) if len(part) > 1}
    if not parts:
        return text
    known = "|".join(_pattern(part) for part in sorted(parts, key=len, reverse=True))
    without = re.sub(rf"\b(?:{known})\b", NAME, text)
    heard = "|".join(map(re.escape, _heard_differently(without, parts)))
    without = re.sub(rf"\b(?:{heard})\b", NAME, without) if heard else without
    return re.sub(_NAMES, NAME, without)


def _pattern(part: str) -> str:
    """A name in any letters; one that is a common word, too, only with its capital: "Will" led, and will lead."""
    written = re.escape(part)
    return re.escape(part.capitalize()) if part.lower() in COMMON else f"(?i:{written})"


def _heard_differently(text: str, parts: Iterable[str]) -> Iterator[str]:
    """Words as speech to text may have written a name."""
    from difflib import SequenceMatcher  # only where a name is known

    long = [part.lower() for part in parts if len(part) >= SHORTEST_ALIKE]
    for word in dict.fromkeys(re.findall(rf"\b[A-Z][\w'’-]{{{SHORTEST_ALIKE - 1},}}", text)):
        if any(SequenceMatcher(None, word.lower(), part).ratio() >= ALIKE for part in long):
            yield word
