"""A kind of person that a project expects, or that an engine proposes."""

import hashlib

from pydantic import Field

from shared.domain.identifier import IDENTIFIER
from shared.domain.limits import MAX_NAME_CHARACTERS, MAX_TEXT_CHARACTERS
from shared.domain.value import Value


class Persona(Value):
    """A kind of person. `proposed` ones were suggested by an engine because none of the project's fitted."""

    id: str = Field(pattern=IDENTIFIER)
    name: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    description: str = Field(default="", max_length=MAX_TEXT_CHARACTERS)
    proposed: bool = False


def unclassified() -> Persona:
    """The persona of whom nothing was said that could place them."""
    return Persona(
        id="proposed-unclassified",
        name="Unclassified participant",
        description="Said nothing of their role that could place them.",
        proposed=True,
    )


def proposed_persona(name: str, description: str) -> Persona:
    """A persona that none of the project's is. The same name is the same persona, in whatever letters."""
    # Ids travel through the state machine's history, so they are made of what was said but do not show it.
    mark = hashlib.sha256(name.lower().encode()).hexdigest()[:12]
    shown = name[:1].upper() + name[1:MAX_NAME_CHARACTERS]
    return Persona(id=f"proposed-{mark}", name=shown, description=description[:MAX_TEXT_CHARACTERS], proposed=True)
