"""Options and arguments that several commands share."""

from typing import Annotated

import typer

from cli.stage import Session


def _remember(ctx: typer.Context, value: bool) -> bool:
    """Errors are JSON too once JSON is asked for, so the session must know before the command starts."""
    if isinstance(ctx.obj, Session):
        ctx.obj.as_json = value
    return value


def example(*lines: str) -> str:
    """The end of a command's help."""
    return "\n".join([f"Example{'s' if len(lines) > 1 else ''}:", *(f"  {line}" for line in lines)])


AsJson = Annotated[bool, typer.Option("--json", callback=_remember, help="One JSON value on stdout, errors included.")]
InterviewId = Annotated[str, typer.Argument(metavar="ID", help="The interview.", show_default=False)]
Wait = Annotated[bool, typer.Option("--wait", help="Follow the run to its end; exit 1 when it fails.")]
Timeout = Annotated[float, typer.Option("--timeout", min=0, metavar="SECONDS", help="How long --wait waits.")]
WAIT_SECONDS = 1800.0
