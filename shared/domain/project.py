"""A project: what an organisation wants to learn, and whom it expects to meet."""

import hashlib
from typing import Final

from pydantic import Field

from shared.domain.limits import MAX_NAME_CHARACTERS, MAX_PERSONAS, MAX_QUESTIONS, MAX_TEXT_CHARACTERS
from shared.domain.resource import IDENTIFIER, Resource
from shared.domain.value import Value


class ProjectQuestion(Value):
    """A question that the project wants answered by its interviews."""

    id: str = Field(pattern=IDENTIFIER)
    text: str = Field(min_length=1, max_length=MAX_TEXT_CHARACTERS)


class Persona(Value):
    """A kind of person. `proposed` ones were suggested by an engine because none of the project's fitted."""

    id: str = Field(pattern=IDENTIFIER)
    name: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    description: str = Field(default="", max_length=MAX_TEXT_CHARACTERS)
    proposed: bool = False


UNCLASSIFIED: Final = Persona(
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


class Project(Resource):
    """A project with its questions and personas, which are parts of it: a change of one is a change of the project."""

    name: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    questions: tuple[ProjectQuestion, ...] = Field(default=(), max_length=MAX_QUESTIONS)
    personas: tuple[Persona, ...] = Field(default=(), max_length=MAX_PERSONAS)
