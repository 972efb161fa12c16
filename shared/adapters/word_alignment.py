"""Hosted Whisper tells words with times but without punctuation, and text with punctuation but few times.

Together they are words as they are written, each with its time: every word of the list is looked for in the text,
from where the former one was found, and takes with it what stands between it and the next one. After a stretch without
listed words it is found again where the text begins that was said at its time.
"""

import re
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from shared.domain.word import Word

LOOK_AHEAD: Final = 24  # characters; a word that does not begin within them was written otherwise, and is passed over
Span = tuple[int, int]
Placed = list[tuple[Word, int]]


def as_written(texts: Sequence[str], begins: Sequence[float], words: Sequence[Word]) -> list[list[Word]]:
    """For each of consecutive texts its words, with its spelling, punctuation and spaces. `begins` are their times.

    The words of a text together are the text; there are none where none was found in it.
    """
    offsets = [0, *accumulate(len(text) for text in texts)]
    placed = _placed("".join(texts), words, [offsets[max(0, bisect(begins, _middle(word)) - 1)] for word in words])
    return [
        _cut(text, [(word, at - offset) for word, at in placed if offset <= at < offset + len(text)])
        for text, offset in zip(texts, offsets, strict=False)
    ]


def _middle(word: Word) -> float:
    """Its ends may lie in the texts beside its own."""
    return (word.start_seconds + word.end_seconds) / 2


def _cut(text: str, placed: Placed) -> list[Word]:
    """The text cut before each word but the first."""
    starts = [0, *(at for _, at in placed[1:]), len(text)]
    return [
        word.model_copy(update={"text": text[start:end]})
        for (word, _), start, end in zip(placed, starts, starts[1:], strict=False)
    ]


def _placed(text: str, words: Sequence[Word], origins: Sequence[int]) -> Placed:
    """The words that occur in the text, in order, each with its first character.

    `origins` say for each where it is looked for besides: times are less exact than the order, so that comes first.
    """
    placed: Placed = []
    position = 0
    for word, origin in zip(words, origins, strict=True):
        where = _find(word.text.strip(), text, position) or _find(word.text.strip(), text, max(position, origin))
        if where:
            placed.append((word, where[0]))
            position = where[1]
    return placed


def _find(word: str, text: str, position: int) -> Span | None:
    if not word:
        return None
    begins = r"(?<!\w)" if word[0].isascii() else ""  # Chinese and its like have no spaces between words
    pattern = re.compile(begins + re.escape(word), re.IGNORECASE)
    match = pattern.search(text, position, position + LOOK_AHEAD + len(word))
    return match.span() if match else None
