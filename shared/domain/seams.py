"""Where two pieces of a recording overlap, both hear the same words: each word is taken from one of the two.

A piece hears badly what its edge cuts, so the pieces change over near the middle of what both have heard, behind a word
that both heard at the same time.
"""

from collections.abc import Sequence

from shared.domain.bundle import Bundle
from shared.domain.word import Word

SAME_WORD_SECONDS = 0.8  # at most so far apart are the times at which two pieces hear one word


class ChangeOver(Bundle):
    """The first `before` words of the piece before the seam are taken, those of the piece after from `after` on."""

    before: int
    after: int


def change_over(seam: float, overlap: float, before: Sequence[Word], after: Sequence[Word]) -> ChangeOver:
    """`before` and `after` are all words of the two pieces at their times in the recording, in the order of time."""
    near = overlap + SAME_WORD_SECONDS
    first = sum(word.end_seconds <= seam - near for word in before)
    last = sum(word.start_seconds < seam + near for word in after)
    same = _same_words(before[first:], after[:last])
    if same:
        one, other = min(same, key=lambda pair: abs(_middle(before[first + pair[0]]) - seam))
        return ChangeOver(first + one + 1, other + 1)
    return _by_time(seam, before, after)


def spread(text: str, start: float, end: float) -> tuple[Word, ...]:
    """The words of a text without times of words, each as long as the others."""
    texts = text.split()
    each = (end - start) / max(len(texts), 1)
    return tuple(
        Word(text=one, start_seconds=start + each * place, end_seconds=start + each * (place + 1))
        for place, one in enumerate(texts)
    )


def text_of(text: str, words: Sequence[Word], first: int, last: int) -> str:
    """What the words of a text say from `first` on, up to `last`; spaces and marks between them stay as they are."""
    ends, at = [0], 0
    for word in words:
        found = text.find(word.text, at)
        if found < 0:
            return " ".join(one.text for one in words[first:last])
        at = found + len(word.text)
        ends.append(at)
    return text[ends[first] : ends[last] if last < len(words) else len(text)].strip()


def _by_time(seam: float, before: Sequence[Word], after: Sequence[Word]) -> ChangeOver:
    """The two have heard nothing alike: what is on either side of the seam counts, and nothing twice."""
    taken = sum(_middle(word) <= seam for word in before)
    until = max([seam, *(word.end_seconds for word in before[:taken])])
    return ChangeOver(taken, sum(_middle(word) <= until for word in after))


def _same_words(before: Sequence[Word], after: Sequence[Word]) -> list[tuple[int, int]]:
    """Places of the same word in both, in the order of either: the pairs that agree best, all together."""
    rows, columns = len(before), len(after)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for one in reversed(range(rows)):
        for other in reversed(range(columns)):
            taken = _agreement(before[one], after[other])
            best[one][other] = max(
                best[one + 1][other], best[one][other + 1], taken + best[one + 1][other + 1] if taken else 0.0
            )
    return _walk(best, before, after)


def _walk(best: list[list[float]], before: Sequence[Word], after: Sequence[Word]) -> list[tuple[int, int]]:
    pairs, one, other = [], 0, 0
    while one < len(before) and other < len(after):
        if best[one][other] == best[one + 1][other]:
            one += 1
        elif best[one][other] == best[one][other + 1]:
            other += 1
        else:
            pairs.append((one, other))
            one, other = one + 1, other + 1
    return pairs


def _agreement(one: Word, other: Word) -> float:
    """0 for different words and for the same at different times; else the more, the nearer their times."""
    apart = abs(_middle(one) - _middle(other))
    said = _letters(one.text)
    return SAME_WORD_SECONDS - apart if said and apart < SAME_WORD_SECONDS and said == _letters(other.text) else 0.0


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _middle(word: Word) -> float:
    return (word.start_seconds + word.end_seconds) / 2
