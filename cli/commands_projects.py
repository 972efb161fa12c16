"""`parley projects` and `parley project put`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import AsJson, example
from cli.output import answer
from cli.stage import session_of

ProjectFile = Annotated[Path, typer.Argument(metavar="FILE.json", show_default=False, help="The project as JSON.")]
ProjectId = Annotated[
    str | None, typer.Option("--id", help="The project's id.", show_default="the file's, or made of the name")
]


def projects(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the projects."""
    from cli.render_lists import projects_table
    from shared.domain.limits import PAGE_LIMIT_MAX
    from shared.usecases.all_pages import all_pages

    session = session_of(ctx)
    own, organisation_id = session.root.projects, session.organisation_id
    found = list(all_pages(lambda cursor: own.page(organisation_id, limit=PAGE_LIMIT_MAX, cursor=cursor)))
    answer(found, lambda: projects_table(found), as_json=as_json)


def put(ctx: typer.Context, file: ProjectFile, project_id: ProjectId = None, as_json: AsJson = False) -> None:
    """Create a project, or replace it.

    The file has a name, questions (id, text) and personas (id, name, description), or all that as its "project".
    """
    from cli.project_file import read_project
    from cli.render_lists import projects_table
    from shared.usecases.manage_projects import put_project

    session = session_of(ctx)
    project = put_project(session.organisation_id, read_project(file, project_id), projects=session.root.projects)
    answer(project, lambda: projects_table([project]), as_json=as_json)


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(rich_help_panel="Interviews", epilog=example("parley projects --json"))(projects)
    group = typer.Typer(
        no_args_is_help=True, help="Create projects.", epilog=example("parley project put samples/scheduling-tool.json")
    )
    lines = ("parley project put samples/scheduling-tool.json", "parley project put mine.json --id onboarding")
    group.command(epilog=example(*lines))(put)
    group.callback()(_group)
    app.add_typer(group, name="project", rich_help_panel="Interviews")


def _group() -> None:
    """Create projects."""
