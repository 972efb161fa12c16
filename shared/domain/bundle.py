"""Things that go together under names, within one process: what a use case needs, what a step has done."""

from typing import Any, NoReturn, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Bundle:
    """Takes its annotated names as arguments, in their order or by name; as with a NamedTuple, none is ever changed.

    Making such a class takes next to nothing, a NamedTuple 0.3 ms: every function would make several when it starts.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        kind = type(self)
        names = list(kind.__annotations__)
        fields = {name: getattr(kind, name) for name in names if hasattr(kind, name)}
        fields |= dict(zip(names, given, strict=False)) | named
        if len(given) > len(names) or fields.keys() != set(names) or not named.keys().isdisjoint(names[: len(given)]):
            raise TypeError(f"{kind.__name__} has {', '.join(names)}; it got {len(given)}, and {', '.join(named)}")
        vars(self).update((name, fields[name]) for name in names)

    def but(self, **changes: Any) -> Self:
        """The same with other things under those names."""
        return type(self)(**vars(self) | changes)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is not changed")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(vars(self).items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"
