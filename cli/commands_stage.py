"""`parley up`, `down` and `status`."""

from typing import Annotated

import typer

from cli.exit_codes import ExitCode
from cli.options import AsJson, example
from cli.output import answer, note
from cli.stage import PROJECT, session_of

Port = Annotated[int | None, typer.Option(min=1024, max=65535, help="A port of your choice.", show_default="any")]


def up(ctx: typer.Context, port: Port = None, as_json: AsJson = False) -> None:
    """Start the stage on this machine and deploy into it what is not deployed yet."""
    from cli.bringing_up import bring_up

    session = session_of(ctx)
    session.need_local()
    emulator = bring_up(session.home, PROJECT, port=port, say=note)
    found = {"stage": session.stage, "endpointUrl": emulator.endpoint_url, "pid": emulator.pid}
    answer(found, lambda: f"stage local is up: {emulator.endpoint_url}", as_json=as_json)


def down(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Stop the stage on this machine. What it holds is there again after the next `parley up`."""
    from local.emulator import running, stop

    session = session_of(ctx)
    session.need_local()
    was_up = running(session.home) is not None
    stop(session.home)
    text = "stage local is down" if was_up else "stage local was not up"
    answer({"stage": session.stage, "wasUp": was_up}, lambda: text, as_json=as_json)


def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show where the stage is, what is available in it, and what became of every upload.

    Exit 1 when an upload that did not arrive just now is unaccounted for.
    """
    from cli.render_stage import stage_view
    from cli.stage_report import report_on

    report = report_on(session_of(ctx))
    answer(report, lambda: stage_view(report), as_json=as_json)
    raise typer.Exit(ExitCode.FAILED if report.something_is_lost else ExitCode.OK)


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    panel = "Stage"
    app.command(rich_help_panel=panel, epilog=example("parley up", "parley up --port 4566"))(up)
    app.command(rich_help_panel=panel, epilog=example("parley down"))(down)
    app.command(rich_help_panel=panel, epilog=example("parley status", "parley --stage dev status --json"))(status)
