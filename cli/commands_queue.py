"""`parley queue`."""

import typer

from cli.options import AsJson, example
from cli.output import answer
from cli.stage import session_of


def queue(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show what waits and why, and who holds the slots: lane by lane, of every organisation."""
    from cli.render_queue import queue_view
    from shared.usecases.read_queue import read_queue

    session = session_of(ctx)
    lanes = read_queue(ports=session.root.starting)
    answer({"lanes": lanes}, lambda: queue_view(lanes, session.root.clock.now()), as_json=as_json)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(rich_help_panel="Interviews", epilog=example("parley queue", "parley queue --json"))(queue)
