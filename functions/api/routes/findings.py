"""People and themes of a project, across its interviews: looked through, renamed, merged."""

from typing import Annotated

from fastapi import Path, Response

from functions.api.caller import Outside, Reader, Writer
from functions.api.pages import AskedPage, Paging
from functions.api.project_shapes import FindingChange, FindingPage, FindingShape
from functions.api.routes.projects import ProjectId
from functions.api.routing import resource
from functions.api.versions import SeenVersion, tagged
from shared.domain.finding import Finding, FindingKind
from shared.domain.identifier import IDENTIFIER
from shared.ports import ResourceStore
from shared.usecases.manage_findings import change_finding

router = resource("findings", "/api/v1/projects/{project_id}")
FindingId = Annotated[str, Path(pattern=IDENTIFIER, max_length=63)]


def shown(finding: Finding) -> FindingShape:
    """A finding as its organisation sees it."""
    return FindingShape.model_validate(finding.model_dump(exclude={"version"}))


def _of(kind: FindingKind, project_id: str, caller: Reader, root: Outside) -> ResourceStore[Finding]:
    """Those of a project of the caller's. Raises UnknownProject."""
    root.projects.get(caller.organisation_id, project_id)
    return root.findings.of(project_id, kind)


def _page(found: ResourceStore[Finding], caller: Reader, page: Paging) -> FindingPage:
    some = found.page(caller.organisation_id, limit=page.limit, cursor=page.cursor)
    return FindingPage(items=tuple(shown(one) for one in some.items), next_cursor=page.next(some.cursor))


def _one(found: ResourceStore[Finding], finding_id: str, caller: Reader, response: Response) -> FindingShape:
    return _tagged(found.get(caller.organisation_id, finding_id), response)


def _tagged(finding: Finding, response: Response) -> FindingShape:
    tagged(response, finding)
    return shown(finding)


@router.get("/people", operation_id="listPeople")
def list_people(project_id: ProjectId, caller: Reader, root: Outside, page: AskedPage) -> FindingPage:
    """Who spoke in the interviews of a project."""
    return _page(_of(FindingKind.PERSON, project_id, caller, root), caller, page)


@router.get("/people/{finding_id}", operation_id="getPerson")
def get_person(
    project_id: ProjectId, finding_id: FindingId, response: Response, caller: Reader, root: Outside
) -> FindingShape:
    """Somebody who spoke in an interview of a project."""
    return _one(_of(FindingKind.PERSON, project_id, caller, root), finding_id, caller, response)


@router.patch("/people/{finding_id}", operation_id="changePerson")
def patch_person(
    *,
    project_id: ProjectId,
    finding_id: FindingId,
    body: FindingChange,
    response: Response,
    caller: Writer,
    root: Outside,
    seen: SeenVersion,
) -> FindingShape:
    """Renames a person, or says that they are the same as another."""
    found = _of(FindingKind.PERSON, project_id, caller, root)
    finding = change_finding(caller.organisation_id, finding_id, body.changes, seen=seen, findings=found)
    return _tagged(finding, response)


@router.get("/themes", operation_id="listThemes")
def list_themes(project_id: ProjectId, caller: Reader, root: Outside, page: AskedPage) -> FindingPage:
    """The themes of the interviews of a project."""
    return _page(_of(FindingKind.THEME, project_id, caller, root), caller, page)


@router.get("/themes/{finding_id}", operation_id="getTheme")
def get_theme(
    project_id: ProjectId, finding_id: FindingId, response: Response, caller: Reader, root: Outside
) -> FindingShape:
    """A theme of an interview of a project."""
    return _one(_of(FindingKind.THEME, project_id, caller, root), finding_id, caller, response)


@router.patch("/themes/{finding_id}", operation_id="changeTheme")
def patch_theme(
    *,
    project_id: ProjectId,
    finding_id: FindingId,
    body: FindingChange,
    response: Response,
    caller: Writer,
    root: Outside,
    seen: SeenVersion,
) -> FindingShape:
    """Renames a theme, or says that it is the same as another."""
    found = _of(FindingKind.THEME, project_id, caller, root)
    finding = change_finding(caller.organisation_id, finding_id, body.changes, seen=seen, findings=found)
    return _tagged(finding, response)
