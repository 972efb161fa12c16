"""Projects, with the questions and personas that are parts of them: made, changed, removed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal

from shared.domain.alongside import NOTHING
from shared.domain.errors import Conflict, ProjectInUse, StorageThrottled, UnknownItem, UnknownProject, VersionStale
from shared.domain.interview_filter import InterviewFilter
from shared.domain.persona import Persona
from shared.domain.project import Project, ProjectQuestion
from shared.ports import ResourceStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.alongside import Alongside
    from shared.ports import InterviewLists

Part = ProjectQuestion | Persona
Parts = Literal["questions", "personas"]
Projects = ResourceStore[Project]
ATTEMPTS: Final = 5


def put_project(organisation_id: str, project: Project, *, projects: Projects) -> Project:
    """Creates it, or replaces whatever version stands; the project as it then is."""
    for _ in range(ATTEMPTS):
        with suppress(Conflict):
            return _put_once(organisation_id, project, projects)
    raise StorageThrottled("others kept changing the project")


def _put_once(organisation_id: str, project: Project, projects: Projects) -> Project:
    try:
        stands = projects.get(organisation_id, project.id).version
    except UnknownProject:
        projects.create(organisation_id, made := project.model_copy(update={"version": 1}))
        return made
    projects.change(organisation_id, put := project.model_copy(update={"version": stands + 1}))
    return put


def change_project(
    organisation_id: str, project_id: str, changes: Mapping[str, Any], *, seen: int, projects: Projects
) -> Project:
    """The project as it is then. Raises UnknownProject, VersionStale, InvalidRequest."""
    changed = projects.get(organisation_id, project_id).changed(changes, seen=seen)
    projects.change(organisation_id, changed)
    return changed


def delete_project(
    organisation_id: str, project_id: str, *, seen: int, projects: Projects, lists: InterviewLists
) -> None:
    """Deletes a project without interviews. Raises UnknownProject, VersionStale, ProjectInUse."""
    project = projects.get(organisation_id, project_id)
    project.check(seen)
    used = lists.find_interviews(organisation_id, InterviewFilter(project_id=project_id), limit=1, cursor=None)
    if used.items:
        raise ProjectInUse("the project has interviews", field="projectId")
    projects.delete(organisation_id, project)


def find_part(project: Project, parts: Parts, part_id: str) -> Part:
    """One of the project's questions or personas. Raises UnknownItem."""
    found = next((part for part in _parts(project, parts) if part.id == part_id), None)
    if found is None:
        raise UnknownItem("the project has nothing of that id there", field="id")
    return found


def add_part(
    organisation_id: str, project_id: str, parts: Parts, part: Part, *, projects: Projects, along: Alongside = NOTHING
) -> Project:
    """Puts it at the end, whoever else changes the project. Raises UnknownProject, InvalidRequest for one too many."""
    for _ in range(ATTEMPTS):
        project = projects.get(organisation_id, project_id)
        with suppress(VersionStale):
            return _put_parts(
                organisation_id, project, parts, [*_parts(project, parts), part], projects=projects, along=along
            )
    raise StorageThrottled("others kept changing the project")


def change_part(
    organisation_id: str,
    project_id: str,
    parts: Parts,
    part_id: str,
    changes: Mapping[str, Any],
    *,
    seen: int,
    projects: Projects,
) -> Project:
    """The project with that part changed. Raises UnknownProject, UnknownItem, VersionStale."""
    project = projects.get(organisation_id, project_id)
    project.check(seen)
    former = find_part(project, parts, part_id)
    changed = type(former).model_validate(former.model_dump() | dict(changes))
    kept = [changed if part.id == part_id else part for part in _parts(project, parts)]
    return _put_parts(organisation_id, project, parts, kept, projects=projects)


def remove_part(
    organisation_id: str, project_id: str, parts: Parts, part_id: str, *, seen: int, projects: Projects
) -> Project:
    """What was found with it before stays as it was. Raises UnknownProject, UnknownItem, VersionStale."""
    project = projects.get(organisation_id, project_id)
    project.check(seen)
    gone = find_part(project, parts, part_id)
    kept = [part for part in _parts(project, parts) if part is not gone]
    return _put_parts(organisation_id, project, parts, kept, projects=projects)


def _parts(project: Project, parts: Parts) -> Sequence[Part]:
    return project.questions if parts == "questions" else project.personas


def _put_parts(
    organisation_id: str,
    project: Project,
    parts: Parts,
    kept: Sequence[Part],
    *,
    projects: Projects,
    along: Alongside = NOTHING,
) -> Project:
    changed = project.changed({parts: tuple(kept)}, seen=project.version)
    projects.change(organisation_id, changed, along)
    return changed
