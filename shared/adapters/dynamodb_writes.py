"""Single writes, as values: a transaction is a sequence of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]


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
