"""Groups evidence into themes and names them with words that were said.

Two quotes are near when their vectors are, and a little nearer when they were said one after the other. Ward linkage
joins n of them into the square root of n groups, twelve at most. A group of one joins the nearest group when it is
near, else it stays a theme only if it says much, else it belongs to none. Of very many quotes the most confident ones
make the groups, and each of the others joins the nearest: linkage of all would take memory by the square of n.
"""

from collections.abc import Sequence
from math import ceil, sqrt
from typing import Any, Final, NamedTuple

import numpy as np

from shared.adapters.extractive.closeness import Closeness
from shared.adapters.extractive.naming import Naming
from shared.domain.drafts import ThemeDraft
from shared.domain.evidence import EvidenceUnit
from shared.domain.limits import MAX_THEMES

FEW: Final = 4  # quotes; up to that, one theme
NEIGHBOUR_BONUS: Final = 0.15  # added to the cosine of quotes of the same segment, fading with distance
NEIGHBOUR_REACH: Final = 2.0  # segments
NEAR: Final = 0.25  # mean closeness at which a single quote joins a group
STRONG: Final = 0.7  # confidence at which a single quote is a theme of its own
PHRASES_IN_CRITERIA: Final = 3
LINKED: Final = 1_000  # quotes that make the groups


class _Space(NamedTuple):
    """Closeness and similarity, each (quotes, quotes)."""

    closeness: Any
    similarity: Any


def find(evidence: Sequence[EvidenceUnit], closeness: Closeness) -> list[ThemeDraft]:
    """Themes, the one with the most evidence first."""
    if not evidence:
        return []
    vectors = closeness.vectors([unit.quote for unit in evidence])
    linked = _most_confident(evidence)
    groups = _linked_groups([evidence[place] for place in linked], vectors[linked], closeness)
    groups = _joined([[linked[place] for place in group] for group in groups], vectors, closeness)
    naming = Naming([unit.quote for unit in evidence], closeness)
    ranked = sorted(groups, key=lambda group: (-len(group), group))
    return [_theme([evidence[place] for place in group], vectors[group], naming) for group in ranked]


def _most_confident(evidence: Sequence[EvidenceUnit]) -> list[int]:
    """The places of the quotes that make the groups, in order of time."""
    ranked = sorted(range(len(evidence)), key=lambda place: (-evidence[place].confidence, place))
    return sorted(ranked[:LINKED])


def _linked_groups(evidence: Sequence[EvidenceUnit], vectors: Any, closeness: Closeness) -> list[list[int]]:
    space = _space(evidence, vectors, closeness)
    return _settle(_groups(space.similarity), space, evidence)


def _joined(groups: list[list[int]], vectors: Any, closeness: Closeness) -> list[list[int]]:
    """The groups with all those quotes that are in none and near to one."""
    left = sorted(set(range(len(vectors))) - {place for group in groups for place in group})
    if len(vectors) <= LINKED or not groups:
        return groups
    centres = np.stack([vectors[group].mean(axis=0) for group in groups])
    near = closeness.scaled(vectors[left] @ centres.T)
    for place, row in zip(left, near, strict=True):
        if row.max() >= NEAR:
            groups[int(row.argmax())].append(place)
    return [sorted(group) for group in groups]


def _space(evidence: Sequence[EvidenceUnit], vectors: Any, closeness: Closeness) -> _Space:
    cosines = (vectors @ vectors.T).clip(-1.0, 1.0).astype(np.float64)
    places = np.array([unit.segment_index for unit in evidence], dtype=np.float64)
    apart = np.abs(places[:, None] - places[None, :])
    return _Space(closeness.scaled(cosines), cosines + NEIGHBOUR_BONUS * np.exp(-apart / NEIGHBOUR_REACH))


def _groups(similarity: Any) -> list[list[int]]:
    """The quotes' places, grouped."""
    number = len(similarity)
    if number <= FEW:
        return [list(range(number))]
    from scipy.cluster.hierarchy import fcluster, linkage

    distances = np.sqrt(2.0 * (1.0 + NEIGHBOUR_BONUS - similarity).clip(0.0))
    tree = linkage(distances[np.triu_indices(number, 1)], method="ward")
    labels = fcluster(tree, number_of_groups(number), criterion="maxclust")
    return [np.flatnonzero(labels == label).tolist() for label in np.unique(labels)]


def number_of_groups(quotes: int) -> int:
    """How many groups to look for. Measures of fit, such as the silhouette, chose badly on so few quotes."""
    return min(MAX_THEMES, ceil(sqrt(quotes)))


def _settle(groups: list[list[int]], space: _Space, evidence: Sequence[EvidenceUnit]) -> list[list[int]]:
    """The groups after each single quote joined one, stayed or went."""
    kept = [list(group) for group in groups if len(group) > 1]
    for (single,) in (group for group in groups if len(group) == 1):
        nearest = max(kept, key=lambda group: float(space.closeness[single, group].mean()), default=None)
        if nearest is not None and space.closeness[single, nearest].mean() >= NEAR:
            nearest.append(single)
        elif evidence[single].confidence >= STRONG or not kept:
            kept.append([single])
    return [sorted(group) for group in kept]


def _theme(members: Sequence[EvidenceUnit], vectors: Any, naming: Naming) -> ThemeDraft:
    centre = vectors.mean(axis=0)
    phrases = naming.key_phrases([unit.quote for unit in members], centre)
    return ThemeDraft(
        name=naming.name(phrases, centre),
        statement=_statement(_medoid(members, vectors @ centre).quote, len(members) - 1),
        inclusion_criteria=_criteria(phrases),
        evidence_ids=tuple(unit.id for unit in members),
    )


def _medoid(members: Sequence[EvidenceUnit], central: Any) -> EvidenceUnit:
    """The quote nearest to the centre, unless it says much less than the next."""
    worth = [float(near) + unit.confidence / 4 for near, unit in zip(central, members, strict=True)]
    return members[worth.index(max(worth))]


def _statement(medoid: str, others: int) -> str:
    if not others:
        return f"“{medoid}” It was said once."
    return f"“{medoid}” {others} more {'quote is' if others == 1 else 'quotes are'} close to this one."


def _criteria(phrases: Sequence[str]) -> str:
    named = _list([f"“{phrase}”" for phrase in phrases[:PHRASES_IN_CRITERIA]])
    about = f"Quotes about {named}, and quotes" if named else "Quotes"
    return f"{about} close to them in meaning or said in the same breath."


def _list(parts: Sequence[str]) -> str:
    """The parts as one enumeration."""
    return " or ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
