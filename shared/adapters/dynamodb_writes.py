"""Single writes, as values: a transaction is a sequence of them, and no longer than a transaction may be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
Item = dict[str, Any]

# A transaction holds 100 items and 4 MB; the wire writes more than an item weighs.
TRANSACTION_ITEMS = 100
TRANSACTION_CHARACTERS = 1_000_000


@dataclass(frozen=True)
class Key:
    """The key of an item. `pk` always starts with the organisation."""

    pk: str
    sk: str


@dataclass(frozen=True)
class Put:
    """Writes a whole item."""

    item: Item
    condition: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Update:
    """Changes an item. In `expression` and `condition`, `#name` stands for the attribute and `:name` for a value."""

    key: Key
    expression: str
    condition: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """Changes nothing, but holds a transaction to a condition on another item."""

    key: Key
    condition: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Delete:
    """Removes an item, if it is there. A condition is looked at in a transaction only."""

    key: Key
    condition: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


Write = Put | Update


def transactions(parts: Iterable[T], *, beside: int = 0) -> Iterator[list[T]]:
    """As many parts together as a transaction holds, with so many writes beside them."""
    together: list[T] = []
    weight = 0
    for part in parts:
        size = len(str(part))
        if together and (len(together) + beside == TRANSACTION_ITEMS or weight + size > TRANSACTION_CHARACTERS):
            yield together
            together, weight = [], 0
        together.append(part)
        weight += size
    if together:
        yield together
