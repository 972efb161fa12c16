"""The base of what requests say and answers show: snake_case, closed, written out field by field.

An answer's shape is its allow list: what a value of the domain learns later is not shown until a shape names it.
"""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A closed JSON object."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)
