"""The command line: global options, and the families of commands."""

import os
from pathlib import Path
from typing import Annotated

import typer

from cli import (
    commands_breakers,
    commands_cost,
    commands_demo,
    commands_erase,
    commands_faults,
    commands_interview,
    commands_interviews,
    commands_keys,
    commands_logs,
    commands_orgs,
    commands_projects,
    commands_providers,
    commands_queue,
    commands_redrive,
    commands_speakers,
    commands_stage,
    commands_submit,
)
from cli.exit_codes import help_lines
from cli.reporting import ReportingGroup
from cli.stage import PROJECT, Session, StageName

FAMILIES = (
    commands_demo,
    commands_stage,
    commands_projects,
    commands_submit,
    commands_interview,
    commands_queue,
    commands_interviews,
    commands_cost,
    commands_redrive,
    commands_speakers,
    commands_logs,
    commands_orgs,
    commands_keys,
    commands_providers,
    commands_breakers,
    commands_erase,
    commands_faults,
)

app = typer.Typer(
    name="parley",
    cls=ReportingGroup,
    epilog=f"{help_lines()}\n\nExample:\n  parley --stage dev --org acme interviews --status failed",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Stage = Annotated[StageName, typer.Option(envvar="PARLEY_STAGE", help="local is on this machine, the others on AWS.")]
Organisation = Annotated[str, typer.Option("--org", envvar="PARLEY_ORG", help="Whose interviews.")]
Region = Annotated[str | None, typer.Option(help="AWS's region, where it is not configured.", show_default=False)]


@app.callback()
def parley(
    ctx: typer.Context, stage: Stage = StageName.LOCAL, org: Organisation = "demo", region: Region = None
) -> None:
    """Interviews in, traceable evidence out: themes, personas and answers, each with the words it stands on."""
    if ctx.obj is None:  # tests bring their own
        home = Path(os.environ.get("PARLEY_HOME") or PROJECT / ".parley")
        ctx.obj = Session(stage=stage, organisation_id=org, home=home, region=region)


for family in FAMILIES:
    family.register(app)
