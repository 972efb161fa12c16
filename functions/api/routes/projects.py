"""Projects: what an organisation wants to learn."""

from typing import Annotated, Final

from fastapi import Path, Response

from functions.api.caller import Outside, Reader, Writer
from functions.api.once import DoneOnce
from functions.api.pages import AskedPage
from functions.api.project_shapes import (
    PersonaShape,
    ProjectChange,
    ProjectPage,
    ProjectRequest,
    ProjectShape,
    QuestionShape,
)
from functions.api.routing import resource
from functions.api.versions import SeenVersion, tagged
from shared.domain.alongside import Alongside
from shared.domain.idempotency import IdempotencyRecord
from shared.domain.identifier import IDENTIFIER
from shared.domain.persona import Persona
from shared.domain.project import Project, ProjectQuestion
from shared.usecases.manage_projects import change_project, delete_project

router = resource("projects", "/api/v1/projects")
PREFIX: Final = "prj_"
ProjectId = Annotated[str, Path(pattern=IDENTIFIER, max_length=63)]


def shown(project: Project) -> ProjectShape:
    """A project as its organisation sees it."""
    return ProjectShape(
        id=project.id,
        name=project.name,
        questions=tuple(QuestionShape(id=one.id, text=one.text) for one in project.questions),
        personas=tuple(PersonaShape(id=one.id, name=one.name, description=one.description) for one in project.personas),
    )


def project_of(body: ProjectRequest, record: IdempotencyRecord) -> Project:
    """The project that a request makes. A repeat makes the same ids."""
    questions = (ProjectQuestion(id=f"q{n}", text=one.text) for n, one in enumerate(body.questions, 1))
    personas = (
        Persona(id=f"p{n}", name=one.name, description=one.description) for n, one in enumerate(body.personas, 1)
    )
    return Project(id=record.resource_id, name=body.name, questions=tuple(questions), personas=tuple(personas))


@router.post("", status_code=201, operation_id="createProject")
def create_project(
    *, body: ProjectRequest, response: Response, caller: Writer, root: Outside, once: DoneOnce
) -> ProjectShape:
    """Makes a project, with its questions and personas when they are there."""

    def work(record: IdempotencyRecord) -> None:
        along = Alongside(completion=record.completed())
        root.projects.create(caller.organisation_id, project_of(body, record), along)

    record = once.do(body, PREFIX, work)
    project = root.projects.get(caller.organisation_id, record.resource_id)
    response.headers["Location"] = f"{router.prefix}/{project.id}"
    tagged(response, project)
    return shown(project)


@router.get("", operation_id="listProjects")
def list_projects(caller: Reader, root: Outside, page: AskedPage) -> ProjectPage:
    """Your projects, by id."""
    found = root.projects.page(caller.organisation_id, limit=page.limit, cursor=page.cursor)
    return ProjectPage(items=tuple(shown(one) for one in found.items), next_cursor=page.next(found.cursor))


@router.get("/{project_id}", operation_id="getProject")
def get_project(project_id: ProjectId, response: Response, caller: Reader, root: Outside) -> ProjectShape:
    """A project of yours."""
    project = root.projects.get(caller.organisation_id, project_id)
    tagged(response, project)
    return shown(project)


@router.patch("/{project_id}", operation_id="changeProject")
def patch_project(
    *, project_id: ProjectId, body: ProjectChange, response: Response, caller: Writer, root: Outside, seen: SeenVersion
) -> ProjectShape:
    """Gives it another name."""
    project = change_project(caller.organisation_id, project_id, body.changes, seen=seen, projects=root.projects)
    tagged(response, project)
    return shown(project)


@router.delete("/{project_id}", status_code=204, operation_id="deleteProject")
def remove_project(project_id: ProjectId, caller: Writer, root: Outside, seen: SeenVersion) -> None:
    """Removes a project that has no interviews."""
    delete_project(caller.organisation_id, project_id, seen=seen, projects=root.projects, lists=root.interview_lists)
