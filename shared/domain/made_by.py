"""Who has made a result."""

from shared.domain.value import Value


class Engine(Value):
    """Who made a result. `draft` results come from the embedded engines and want a person's eye."""

    name: str
    version: str
    draft: bool = False
