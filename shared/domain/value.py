"""The base of every value: frozen, closed, written as camelCase JSON where it leaves the program."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Value(BaseModel):
    """An immutable value. Unknown fields are refused; Python names and camelCase aliases are both accepted."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,  # a function builds the schemas of the values that it uses, not of all that it imports
    )
