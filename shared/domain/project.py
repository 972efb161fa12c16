"""A project: what an organisation wants to learn, and whom it expects to meet."""

from pydantic import Field

from shared.domain.identifier import IDENTIFIER
from shared.domain.limits import MAX_NAME_CHARACTERS, MAX_PERSONAS, MAX_QUESTIONS, MAX_TEXT_CHARACTERS
from shared.domain.persona import Persona
from shared.domain.resource import Resource
from shared.domain.value import Value


class ProjectQuestion(Value):
    """A question that the project wants answered by its interviews."""

    id: str = Field(pattern=IDENTIFIER)
    text: str = Field(min_length=1, max_length=MAX_TEXT_CHARACTERS)


class Project(Resource):
    """A project with its questions and personas, which are parts of it: a change of one is a change of the project."""

    name: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    questions: tuple[ProjectQuestion, ...] = Field(default=(), max_length=MAX_QUESTIONS)
    personas: tuple[Persona, ...] = Field(default=(), max_length=MAX_PERSONAS)
