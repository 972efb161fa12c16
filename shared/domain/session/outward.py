"""Shapes that others have spelled."""

from pydantic import BaseModel, ConfigDict


class Outward(BaseModel):
    """A shape whose fields are written as they are named: the document that asks for it spells them so."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
