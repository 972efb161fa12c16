"""What engines have used, as counters of an item: each is its own attribute, so that ADD never loses one."""

from collections.abc import Iterable, Sequence
from typing import Any

from shared.adapters.dynamodb_table import Item, Key, Update
from shared.domain.engines import COUNTED, EngineUse, sum_uses

PREFIX = "use|"


def add_uses(key: Key, uses: Sequence[EngineUse], entity: str | None = None, condition: str | None = None) -> Update:
    """Adds the uses to the item's counters."""
    counters = {_name(use, field): amount for use in uses for field, amount in use.amounts.items()}
    names = {f"c{number}": name for number, name in enumerate(counters)}
    values: dict[str, Any] = dict(zip(names, counters.values(), strict=True))
    expression = "ADD " + ", ".join(f"#{name} :{name}" for name in names)
    if entity:
        expression, values = f"SET #entity = :entity {expression}", values | {"entity": entity}
    return Update(key, expression, condition, values, names)


def uses_of(items: Iterable[Item]) -> tuple[EngineUse, ...]:
    """The sums of the items' counters."""
    return sum_uses(use for item in items for use in _uses(item))


def without_uses(item: Item) -> Item:
    """The item's other attributes."""
    return {name: value for name, value in item.items() if not name.startswith(PREFIX)}


def _name(use: EngineUse, field: str) -> str:
    return f"{PREFIX}{use.provider}|{use.model}|{use.kind}|{field}"


def _uses(item: Item) -> Iterable[EngineUse]:
    for name, amount in item.items():
        if name.startswith(PREFIX):
            # A model may have any name; what stands around it has no bar.
            provider, rest = name.removeprefix(PREFIX).split("|", 1)
            model, kind, field = rest.rsplit("|", 2)
            counted = dict.fromkeys(COUNTED, 0) | {field: amount}
            yield EngineUse.model_validate({"provider": provider, "model": model, "kind": kind} | counted)
