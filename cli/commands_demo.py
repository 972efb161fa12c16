"""`parley demo`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import WAIT_SECONDS, Timeout, example
from cli.stage import PROJECT, session_of

SAMPLE = PROJECT / "samples" / "scheduling-tool.json"
File = Annotated[
    Path | None, typer.Option(help="Another recording or transcript.", show_default="samples/scheduling-tool.ogg")
]


def demo(ctx: typer.Context, file: File = None, timeout: Timeout = WAIT_SECONDS) -> None:
    """Show everything on a sample interview: upload, steps, results, then a step that breaks and is mended.

    Starts the stage on this machine when it is not up. Exit 1 when anything is not as it should be.
    """
    from cli.demo import Demo

    session = session_of(ctx)
    session.need_local()
    Demo(session, SAMPLE, file or SAMPLE.with_suffix(".ogg"), timeout).play()


def register(app: typer.Typer) -> None:
    """Adds the command."""
    lines = ("parley demo", "parley demo --file my-interview.vtt")
    app.command(rich_help_panel="Stage", epilog=example(*lines))(demo)
