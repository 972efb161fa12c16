"""Projects, their parts and their findings, as requests say them and answers show them."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from functions.api.fields import TEXT, Identifier, Name, Text
from functions.api.pages import PageShape
from functions.api.shapes import Shape
from shared.domain.limits import MAX_PERSONAS, MAX_QUESTIONS, MAX_TEXT_CHARACTERS

SaidText = Annotated[str, StringConstraints(pattern=TEXT, min_length=1, max_length=MAX_TEXT_CHARACTERS)]


class Change(Shape):
    """A change: what is not named stays as it is."""

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that were named."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class QuestionRequest(Shape):
    """A question that the interviews of a project shall answer."""

    text: SaidText


class PersonaRequest(Shape):
    """A kind of person that the project expects to meet."""

    name: Name
    description: Text = ""


class ProjectRequest(Shape):
    """A project. Its questions and personas get their ids here."""

    name: Name
    questions: tuple[QuestionRequest, ...] = Field(default=(), max_length=MAX_QUESTIONS)
    personas: tuple[PersonaRequest, ...] = Field(default=(), max_length=MAX_PERSONAS)


class ProjectChange(Change):
    """What can be changed of a project itself; its parts have addresses of their own."""

    name: Name


class QuestionChange(Change):
    """Another wording."""

    text: SaidText


class PersonaChange(Change):
    """Another name, another description, or both."""

    name: Name = Field(default_factory=str)
    description: Text = ""


class QuestionShape(Shape):
    """A question of a project."""

    id: str
    text: str


class PersonaShape(Shape):
    """A persona of a project."""

    id: str
    name: str
    description: str


class ProjectShape(Shape):
    """A project with its parts. Its version is the answer's ETag."""

    id: str
    name: str
    questions: tuple[QuestionShape, ...]
    personas: tuple[PersonaShape, ...]


class ProjectPage(PageShape):
    """Some of the projects, by id."""

    items: tuple[ProjectShape, ...]


class FindingChange(Change):
    """A better name, or the one that it is the same as; null takes either back."""

    name: Name | None = None
    merged_into: Identifier | None = None


class FindingShape(Shape):
    """A person or a theme of an interview. `heard_name` is what was found, `name` what somebody has put above it.

    `text` is a person's role or a theme's statement; `merged_into` is the id of the one that it is the same as.
    """

    id: str
    interview_id: str
    heard_name: str | None
    name: str | None
    text: str | None
    merged_into: str | None


class FindingPage(PageShape):
    """Some of what the interviews of a project have yielded."""

    items: tuple[FindingShape, ...]
