"""`parley cost`."""

from typing import Annotated

import typer

from cli.options import AsJson, example
from cli.output import answer
from cli.stage import session_of

Id = Annotated[str | None, typer.Argument(metavar="[ID]", help="The interview.", show_default=False)]
Whole = Annotated[bool, typer.Option("--org", help="The whole organisation; so does a month alone.")]
OfProject = Annotated[str | None, typer.Option("--project", metavar="ID", help="A project.", show_default=False)]
Month = Annotated[
    str | None,
    typer.Option(metavar="2026-11", help="A month in UTC.", show_default="this one; of a project all"),
]


def cost(  # noqa: PLR0917 - typer's way of naming options
    ctx: typer.Context,
    interview_id: Id = None,
    org: Whole = False,
    project: OfProject = None,
    month: Month = None,
    as_json: AsJson = False,
) -> None:
    """Show what an interview, a project or the organisation has cost, by step and model; AWS's part is an estimate."""
    from cli.costs import interview_cost_of, sum_of
    from cli.render_cost import cost_view, interview_cost_view

    session = session_of(ctx)
    if interview_id and not (org or project or month):
        found = interview_cost_of(session, interview_id)
        answer(found, lambda: interview_cost_view(found), as_json=as_json)
        return
    summed = sum_of(session, interview_id=interview_id, org=org, project_id=project, month=month)
    answer(summed, lambda: cost_view(summed), as_json=as_json)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    lines = (
        "parley cost int_01jz…",
        "parley cost --org",
        "parley cost --month 2026-11",
        "parley cost --project onboarding --month 2026-11 --json",
    )
    app.command(rich_help_panel="Interviews", epilog=example(*lines))(cost)
