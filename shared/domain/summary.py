"""The whole interview in a few sentences."""

from shared.domain.value import Value


class Summary(Value):
    """A few sentences on the whole interview."""

    text: str
