"""Key phrases: short noun-like stretches of a text, found by the words around them, without a grammar model."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from shared.adapters.extractive.wordlists import (
    AUXILIARIES,
    DETERMINERS,
    FEELING,
    NOT_NAMES,
    NUMBERS,
    STOP,
    SUBJECTS,
    VERB_FORMS,
)
from shared.adapters.extractive.words import LETTER, stem, tokens

LONGEST_PHRASE: Final = 4  # words
_TOKEN: Final = re.compile(rf"{LETTER}+(?:['’-]{LETTER}+)*|[^\w\s]")
_ENDS: Final = frozenset(".!?")
_VERBAL: Final = ("ed", "ing", "ly")


class Phrase(NamedTuple):
    """A phrase, and how much it looks like the name of a thing (0 to 1)."""

    text: str
    nounness: float

    @property
    def stems(self) -> frozenset[str]:
        """Its words, comparable."""
        return frozenset(stem(word) for word in tokens(self.text) if word not in STOP)


def phrases(text: str) -> list[Phrase]:
    """Every candidate in a text, in order of appearance, with repeats."""
    return [phrase for run, before in _runs(_spelt(text)) for phrase in _candidates(run, before)]


def _spelt(text: str) -> list[str]:
    """The words and marks of a text; the first word of a sentence loses its capital."""
    found = [token.replace("’", "'").removesuffix("'s") for token in _TOKEN.findall(text)]
    return [word.lower() if before in _ENDS else word for before, word in zip([".", *found], found, strict=False)]


def topic_of(text: str, frequent: Sequence[str] = ()) -> str:
    """The best key phrase of a text; `frequent` are stems that recur around it, which count more."""
    found = phrases(text)
    if not found:
        return " ".join([word for word in tokens(text) if word not in STOP | NUMBERS][:2]) or "general"
    common = set(frequent)
    return max(found, key=lambda phrase: (_rank(phrase, common), -found.index(phrase))).text


def _rank(phrase: Phrase, common: set[str]) -> float:
    recurring = len(phrase.stems & common) / len(phrase.stems)
    return phrase.nounness + 0.4 * recurring + 0.2 * min(2, len(phrase.stems))


def _runs(words: Sequence[str]) -> Iterator[tuple[list[str], str]]:
    """Stretches of words with content, each with the word before it."""
    run: list[str] = []
    before = ""
    for word in [*words, "."]:
        if _has_content(word):
            run.append(word)
            continue
        if run:
            yield run, before
        run, before = [], word


def _has_content(word: str) -> bool:
    return word.lower() not in STOP and len(word) > 1 and word[0].isalpha()


def _candidates(run: list[str], before: str) -> Iterator[Phrase]:
    """After a subject or an auxiliary the first word is taken for the verb and left out."""
    if before.lower() in SUBJECTS | AUXILIARIES or "'" in before:
        run = run[1:]
        before = ""
    for start, word in enumerate(run):
        if _is_no_name(word) or (start and _is_verbal(word)):
            continue
        tail = list(_up_to_verb(run[start:]))
        lengths = range(1, min(LONGEST_PHRASE, len(tail)) + 1)
        found = (_phrase(tail[:length], start, before) for length in lengths if tail[length - 1] not in FEELING)
        yield from (phrase for phrase in found if phrase.nounness > 0)


def _up_to_verb(run: Sequence[str]) -> Iterator[str]:
    """The run until a word that is rather a verb or an adverb."""
    for place, word in enumerate(run):
        if _is_no_name(word) or (place and _is_verbal(word)):
            return
        yield word


def _is_no_name(word: str) -> bool:
    return word.lower() in NOT_NAMES | NUMBERS | VERB_FORMS


def _is_verbal(word: str) -> bool:
    return word.endswith(_VERBAL)


def _phrase(words: Sequence[str], start: int, before: str) -> Phrase:
    determined = 0.4 if start == 0 and before.lower() in DETERMINERS else 0.0
    ends_as_noun = 0.0 if _is_verbal(words[-1]) else 0.4
    only_a_name = -0.4 if len(words) == 1 and words[0][0].isupper() else 0.0  # of a person or a place, mostly
    return Phrase(" ".join(words), only_a_name + determined + ends_as_noun + (0.2 if len(words) > 1 else 0.0))
