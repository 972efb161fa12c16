"""Names a group of quotes with a phrase that was said in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, Final

from shared.adapters.extractive.closeness import Closeness
from shared.adapters.extractive.phrases import Phrase, phrases
from shared.adapters.extractive.words import content

SHORTEST_NAME: Final = 2  # words
LONGEST_NAME: Final = 5
PAIRED: Final = 4  # of the best phrases, which are tried in pairs
CENTRAL: Final = 1.0  # weights: near the centre of the group, shared by its quotes, rare outside it, noun-like
SHARED: Final = 1.0
SPECIFIC: Final = 0.3
NOUNLIKE: Final = 0.4


class Vocabulary:
    """In how many quotes of the whole interview each stem occurs."""

    def __init__(self, quotes: Sequence[str]) -> None:
        self._counts = count_stems(quotes)

    def count(self, stemmed: str) -> int:
        """The number of quotes with this stem, at least 1."""
        return max(1, self._counts[stemmed])


def count_stems(quotes: Iterable[str]) -> Counter[str]:
    """In how many of the quotes each stem occurs."""
    return Counter(stemmed for quote in quotes for stemmed in set(content(quote)))


def key_phrases(quotes: Sequence[str], centre: Any, vocabulary: Vocabulary, closeness: Closeness) -> list[str]:
    """The phrases of a group, best first; none contains only words of better ones."""
    best: dict[str, Phrase] = {}
    for phrase in (phrase for quote in quotes for phrase in phrases(quote)):
        best[phrase.text] = max(best.get(phrase.text, phrase), phrase, key=lambda each: each.nounness)
    if not best:
        return []
    inside = count_stems(quotes)
    near = closeness.scaled(closeness.vectors(list(best)) @ centre)
    weights = [_weight(phrase, inside, len(quotes), vocabulary) for phrase in best.values()]
    scores = {text: CENTRAL * float(each) + weight for text, each, weight in zip(best, near, weights, strict=True)}
    return _distinct([best[text] for text in sorted(scores, key=lambda text: (-scores[text], text))])


def name_of(ranked: Sequence[str], centre: Any, closeness: Closeness, taken: set[str]) -> str | None:
    """The best phrase as a name. A single word is joined by another, the pair that is nearest: "Reports and numbers"."""
    texts = (*_long_enough(ranked, centre, closeness), *ranked)
    names = [text[:1].upper() + text[1:] for text in texts]
    return next((name for name in names if name not in taken), None)


def _long_enough(ranked: Sequence[str], centre: Any, closeness: Closeness) -> list[str]:
    """Names of two words and more: the pairs first when the best phrase is one word."""
    pairs = [f"{first} and {second}" for first, second in combinations(ranked[:PAIRED], 2)]
    pairs = [pair for pair in pairs if len(pair.split()) <= LONGEST_NAME]
    near = dict(zip(pairs, closeness.vectors(pairs) @ centre, strict=True))
    pairs.sort(key=lambda pair: (-float(near[pair]), pair))
    alone = [phrase for phrase in ranked if len(phrase.split()) >= SHORTEST_NAME]
    return alone + pairs if ranked and ranked[0] in alone else pairs + alone


def _weight(phrase: Phrase, inside: Counter[str], quotes: int, vocabulary: Vocabulary) -> float:
    """What speaks for a phrase besides its meaning."""
    stems = phrase.stems
    shared = sum(inside[one] - 1 for one in stems) / len(stems) / max(1, quotes - 1)
    specific = sum(inside[one] / vocabulary.count(one) for one in stems) / len(stems)
    return SHARED * shared + SPECIFIC * specific + NOUNLIKE * phrase.nounness


def _distinct(ranked: Sequence[Phrase]) -> list[str]:
    seen: set[str] = set()
    kept: list[str] = []
    for phrase in ranked:
        if not phrase.stems <= seen:
            kept.append(phrase.text)
            seen |= phrase.stems
    return kept
