"""Sums an interview up in the participants' own words: the most central quotes that differ from each other."""

from collections.abc import Sequence
from typing import Any, Final

from shared.adapters.extractive.closeness import Closeness
from shared.domain.evidence import EvidenceUnit

MOST_QUOTES: Final = 4
QUOTES_PER: Final = 4  # one quote of the summary stands for so many
VARIETY: Final = 0.7  # how much closeness to a chosen quote counts against the next one


def summarise(evidence: Sequence[EvidenceUnit], closeness: Closeness) -> str:
    """Up to four attributed quotes in the order of speech; a plain sentence when there are none."""
    if not evidence:
        return "Nothing was said that could be taken as evidence."
    chosen = _choose(evidence, closeness.vectors([unit.quote for unit in evidence]))
    several = len({unit.speaker for unit in evidence}) > 1
    return " ".join(_sentence(evidence[place], opens, several) for opens, place in enumerate(sorted(chosen)))


def _choose(evidence: Sequence[EvidenceUnit], vectors: Any) -> list[int]:
    wanted = min(MOST_QUOTES, max(1, len(evidence) // QUOTES_PER), len(evidence))
    wanted = max(wanted, min(2, len(evidence)))
    central = vectors @ vectors.mean(axis=0)
    worth = [float(central[place]) + 0.3 * unit.confidence for place, unit in enumerate(evidence)]
    chosen: list[int] = []
    while len(chosen) < wanted:
        rest = (place for place in range(len(evidence)) if place not in chosen)
        chosen.append(max(rest, key=lambda place: worth[place] - VARIETY * _likeness(vectors, place, chosen)))
    return chosen


def _likeness(vectors: Any, place: int, chosen: Sequence[int]) -> float:
    return max((float(vectors[place] @ vectors[other]) for other in chosen), default=0.0)


def _sentence(unit: EvidenceUnit, opens: int, several: bool) -> str:  # noqa: FBT001
    who = f"Participant {unit.speaker}" if several else "The participant"
    return f"{who} {'also said' if opens else 'said'}: “{unit.quote}”"
