"""What an organisation keeps and changes: it has an id, and a version that each change makes one higher.

Whoever changes it says which version they have seen, so that nobody overwrites what they have not read.
"""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field, ValidationError

from shared.domain.errors import InvalidRequest, VersionStale
from shared.domain.identifier import IDENTIFIER
from shared.domain.value import Value


class Resource(Value):
    """The base of such things."""

    id: str = Field(pattern=IDENTIFIER)
    version: int = Field(default=1, ge=1)

    def changed(self, changes: Mapping[str, Any], *, seen: int) -> Self:
        """The next version, with those fields changed. Raises VersionStale, InvalidRequest that names the fields."""
        self.check(seen)
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).made(fields | dict(changes) | {"version": self.version + 1})

    @classmethod
    def made(cls, fields: Mapping[str, Any]) -> Self:
        """One with those fields. Raises InvalidRequest that names the first field that cannot be used."""
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise InvalidRequest(str(first["msg"]).removeprefix("Value error, "), field=where or None) from None

    def check(self, seen: int) -> None:
        """Raises VersionStale when another version than the seen one stands."""
        if seen != self.version:
            raise VersionStale(f"version {self.version} stands, not {seen}", field="header.if-match")
