"""`parley logs`."""

from typing import Annotated

import typer

from cli.options import AsJson, InterviewId, example
from cli.output import answer
from cli.stage import session_of

RunNumber = Annotated[int | None, typer.Option("--run", min=1, help="Only this run.", show_default="all")]


def logs(ctx: typer.Context, interview_id: InterviewId, run: RunNumber = None, as_json: AsJson = False) -> None:
    """Show what the functions logged about an interview: ids, errors and places, never what was said."""
    from cli.log_lines import read_logs
    from cli.reading import key_of
    from cli.render_stage import logs_view

    session = session_of(ctx)
    session.root.interviews.get_interview(key_of(session, interview_id))
    lines = read_logs(session, interview_id, run)
    answer([line.dump() for line in lines], lambda: logs_view(lines), as_json=as_json)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(rich_help_panel="Repair", epilog=example("parley logs int_01jz… --run 2"))(logs)
