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
TRIED: Final = 60  # phrases of a group; more cost time and name nothing better
CENTRAL: Final = 1.0  # weights: near the centre of the group, shared by its quotes, rare outside it, noun-like
SHARED: Final = 1.0
SPECIFIC: Final = 0.3
NOUNLIKE: Final = 0.4


class Naming:
    """Names the groups of one interview, each by another name."""

    def __init__(self, quotes: Sequence[str], closeness: Closeness) -> None:
        self._everywhere = _count_stems(quotes)
        self._closeness = closeness
        self._taken: set[str] = set()

    def key_phrases(self, quotes: Sequence[str], centre: Any) -> list[str]:
        """The phrases of a group, best first; none contains only words of better ones."""
        weights = self._weights(quotes)
        texts = sorted(weights, key=lambda phrase: (-weights[phrase], phrase))[:TRIED]
        near = self._closeness.scaled(self._closeness.vectors([phrase.text for phrase in texts]) @ centre)
        scores = {phrase: CENTRAL * float(each) + weights[phrase] for phrase, each in zip(texts, near, strict=True)}
        return _distinct(sorted(scores, key=lambda phrase: (-scores[phrase], phrase)))

    def name(self, ranked: Sequence[str], centre: Any) -> str:
        """The best phrase; a single word is joined by another, so that the pair is nearest: "Reports and numbers"."""
        texts = (*self._long_enough(ranked, centre), *ranked, f"Theme {len(self._taken) + 1}")
        names = (text[:1].upper() + text[1:] for text in texts)
        name = next(name for name in names if name not in self._taken)
        self._taken.add(name)
        return name

    def _long_enough(self, ranked: Sequence[str], centre: Any) -> list[str]:
        """Names of two words and more: the pairs first when the best phrase is one word."""
        pairs = [f"{first} and {second}" for first, second in combinations(ranked[:PAIRED], 2)]
        pairs = [pair for pair in pairs if len(pair.split()) <= LONGEST_NAME]
        near = dict(zip(pairs, self._closeness.vectors(pairs) @ centre, strict=True))
        pairs.sort(key=lambda pair: (-float(near[pair]), pair))
        alone = [phrase for phrase in ranked if len(phrase.split()) >= SHORTEST_NAME]
        return alone + pairs if ranked and ranked[0] in alone else pairs + alone

    def _weights(self, quotes: Sequence[str]) -> dict[Phrase, float]:
        """What speaks for each phrase besides its meaning."""
        inside = _count_stems(quotes)
        best: dict[str, Phrase] = {}
        for phrase in (phrase for quote in quotes for phrase in phrases(quote)):
            best[phrase.text] = max(best.get(phrase.text, phrase), phrase)
        return {phrase: self._weight(phrase, inside, len(quotes)) for phrase in best.values()}

    def _weight(self, phrase: Phrase, inside: Counter[str], quotes: int) -> float:
        stems = phrase.stems
        shared = sum(inside[one] - 1 for one in stems) / len(stems) / max(1, quotes - 1)
        specific = sum(inside[one] / max(1, self._everywhere[one]) for one in stems) / len(stems)
        return SHARED * shared + SPECIFIC * specific + NOUNLIKE * phrase.nounness


def _count_stems(quotes: Iterable[str]) -> Counter[str]:
    """In how many of the quotes each stem occurs."""
    return Counter(stemmed for quote in quotes for stemmed in set(content(quote)))


def _distinct(ranked: Iterable[Phrase]) -> list[str]:
    seen: set[str] = set()
    kept: list[str] = []
    for phrase in ranked:
        if not phrase.stems <= seen:
            kept.append(phrase.text)
            seen |= phrase.stems
    return kept
