"""Numbers stand for ids in a question: shorter, and a number that was not given means nothing."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from shared.domain.evidence import EvidenceUnit

T = TypeVar("T")


def numbered(items: Sequence[T]) -> dict[int, T]:
    """The items by their number, from 1."""
    return dict(enumerate(items, start=1))


def named(numbers: Iterable[int], items: Sequence[T]) -> list[T]:
    """The items of those numbers, each once; numbers of nothing are left out."""
    by_number = numbered(items)
    return [by_number[number] for number in dict.fromkeys(numbers) if number in by_number]


def ids(numbers: Iterable[int], units: Sequence[EvidenceUnit]) -> tuple[str, ...]:
    """The ids of the evidence of those numbers."""
    return tuple(unit.id for unit in named(numbers, units))


def shown(unit: EvidenceUnit) -> dict[str, Any]:
    """What themes and summaries are told of a piece of evidence."""
    return {"speaker": unit.speaker, "quote": unit.quote, "gist": unit.gist, "topic": unit.topic}


def share(confidence: float) -> float:
    """A model's confidence, within 0 and 1."""
    return round(min(max(confidence, 0.0), 1.0), 3)
