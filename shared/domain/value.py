"""The base of every value: frozen, closed, written as camelCase JSON where it leaves the program."""

from pydantic import BaseModel, ConfigDict


def camel(name: str) -> str:
    """`interview_id` -> `interviewId`."""
    # Pydantic's own does the same by regular expressions, which are a tenth of what making a value's class takes.
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


class Value(BaseModel):
    """An immutable value. Unknown fields are refused; Python names and camelCase aliases are both accepted."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=camel,
        validate_by_name=True,
        validate_by_alias=True,
        protected_namespaces=(),  # no field is looked at for a name that could be one of pydantic's methods
        defer_build=True,  # a function builds the schemas of the values that it uses, not of all that it imports
    )
