"""The questions and personas of a project. They are parts of it: its version is theirs."""

from typing import Annotated, Any

from fastapi import Path, Response

from functions.api.caller import Outside, Reader, Writer
from functions.api.once import DoneOnce
from functions.api.project_shapes import (
    PersonaChange,
    PersonaRequest,
    PersonaShape,
    QuestionChange,
    QuestionRequest,
    QuestionShape,
)
from functions.api.routes.projects import ProjectId
from functions.api.routing import resource
from functions.api.shapes import Shape
from functions.api.versions import SeenVersion, tagged
from shared.domain.alongside import Alongside
from shared.domain.idempotency import IdempotencyRecord
from shared.domain.identifier import IDENTIFIER
from shared.domain.persona import Persona
from shared.domain.project import Project, ProjectQuestion
from shared.usecases.manage_projects import Part, Parts, add_part, change_part, find_part, remove_part

router = resource("projects", "/api/v1/projects/{project_id}")
PartId = Annotated[str, Path(pattern=IDENTIFIER, max_length=63)]


class Questions(Shape):
    """The questions of a project, in their order."""

    items: tuple[QuestionShape, ...]


class Personas(Shape):
    """The personas of a project, in their order."""

    items: tuple[PersonaShape, ...]


def _question(part: Part) -> QuestionShape:
    return QuestionShape.model_validate(part.model_dump(include={"id", "text"}))


def _persona(part: Part) -> PersonaShape:
    return PersonaShape.model_validate(part.model_dump(include={"id", "name", "description"}))


def _add(
    caller: Writer, project_id: str, parts: Parts, *, kind: type[Any], body: Shape, once: DoneOnce
) -> tuple[Project, Part]:
    owner, projects = caller.organisation_id, once.root.projects

    def work(record: IdempotencyRecord) -> None:
        part = kind(id=record.resource_id, **body.model_dump())
        add_part(owner, project_id, parts, part, projects=projects, along=Alongside(completion=record.completed()))

    record = once.do(body, f"{parts[0]}_", work)
    project = projects.get(owner, project_id)
    return project, find_part(project, parts, record.resource_id)


@router.get("/questions", operation_id="listQuestions")
def list_questions(project_id: ProjectId, response: Response, caller: Reader, root: Outside) -> Questions:
    """The questions of a project."""
    project = root.projects.get(caller.organisation_id, project_id)
    tagged(response, project)
    return Questions(items=tuple(_question(one) for one in project.questions))


@router.post("/questions", status_code=201, operation_id="addQuestion")
def add_question(
    project_id: ProjectId, body: QuestionRequest, response: Response, caller: Writer, once: DoneOnce
) -> QuestionShape:
    """Puts a question at the end."""
    project, part = _add(caller, project_id, "questions", kind=ProjectQuestion, body=body, once=once)
    tagged(response, project)
    return _question(part)


@router.get("/questions/{part_id}", operation_id="getQuestion")
def get_question(
    project_id: ProjectId, part_id: PartId, response: Response, caller: Reader, root: Outside
) -> QuestionShape:
    """A question of a project."""
    project = root.projects.get(caller.organisation_id, project_id)
    tagged(response, project)
    return _question(find_part(project, "questions", part_id))


@router.patch("/questions/{part_id}", operation_id="changeQuestion")
def patch_question(
    *,
    project_id: ProjectId,
    part_id: PartId,
    body: QuestionChange,
    response: Response,
    caller: Writer,
    root: Outside,
    seen: SeenVersion,
) -> QuestionShape:
    """Words a question anew. What was found for it before stays until a run is started for it."""
    owner, projects = caller.organisation_id, root.projects
    project = change_part(owner, project_id, "questions", part_id, body.changes, seen=seen, projects=projects)
    tagged(response, project)
    return _question(find_part(project, "questions", part_id))


@router.delete("/questions/{part_id}", status_code=204, operation_id="removeQuestion")
def remove_question(project_id: ProjectId, part_id: PartId, caller: Writer, root: Outside, seen: SeenVersion) -> None:
    """Removes a question from a project."""
    owner, projects = caller.organisation_id, root.projects
    remove_part(owner, project_id, "questions", part_id, seen=seen, projects=projects)


@router.get("/personas", operation_id="listPersonas")
def list_personas(project_id: ProjectId, response: Response, caller: Reader, root: Outside) -> Personas:
    """The personas of a project."""
    project = root.projects.get(caller.organisation_id, project_id)
    tagged(response, project)
    return Personas(items=tuple(_persona(one) for one in project.personas))


@router.post("/personas", status_code=201, operation_id="addPersona")
def add_persona(
    project_id: ProjectId, body: PersonaRequest, response: Response, caller: Writer, once: DoneOnce
) -> PersonaShape:
    """Puts a persona at the end."""
    project, part = _add(caller, project_id, "personas", kind=Persona, body=body, once=once)
    tagged(response, project)
    return _persona(part)


@router.get("/personas/{part_id}", operation_id="getPersona")
def get_persona(
    project_id: ProjectId, part_id: PartId, response: Response, caller: Reader, root: Outside
) -> PersonaShape:
    """A persona of a project."""
    project = root.projects.get(caller.organisation_id, project_id)
    tagged(response, project)
    return _persona(find_part(project, "personas", part_id))


@router.patch("/personas/{part_id}", operation_id="changePersona")
def patch_persona(
    *,
    project_id: ProjectId,
    part_id: PartId,
    body: PersonaChange,
    response: Response,
    caller: Writer,
    root: Outside,
    seen: SeenVersion,
) -> PersonaShape:
    """Changes a persona's name or description."""
    owner, projects = caller.organisation_id, root.projects
    project = change_part(owner, project_id, "personas", part_id, body.changes, seen=seen, projects=projects)
    tagged(response, project)
    return _persona(find_part(project, "personas", part_id))


@router.delete("/personas/{part_id}", status_code=204, operation_id="removePersona")
def remove_persona(project_id: ProjectId, part_id: PartId, caller: Writer, root: Outside, seen: SeenVersion) -> None:
    """Removes a persona from a project."""
    owner, projects = caller.organisation_id, root.projects
    remove_part(owner, project_id, "personas", part_id, seen=seen, projects=projects)
