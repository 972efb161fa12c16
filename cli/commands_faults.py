"""`parley fault set` and `parley fault clear`, in stage local only."""

from typing import TYPE_CHECKING, Annotated, cast

import typer

from cli.options import AsJson, example
from cli.output import answer
from cli.stage import Session, session_of

if TYPE_CHECKING:
    from shared.adapters.faults import TableFaults

StepName = Annotated[str, typer.Option("--step", metavar="STEP", help="The step to break.", show_default=False)]
ErrorName = Annotated[
    str,
    typer.Option("--error", metavar="CLASS", help="An error's name, or die: the function ends.", show_default=False),
]
Times = Annotated[int | None, typer.Option(min=1, help="How many times.", show_default="until cleared")]


def faults_of(session: Session) -> "TableFaults":
    """The switch. Raises LocalStageOnly."""
    session.need_local()
    return cast("TableFaults", session.root.faults)


def set_fault(
    ctx: typer.Context, step: StepName, error: ErrorName, times: Times = None, as_json: AsJson = False
) -> None:
    """Break a step on purpose, to see what then happens. Errors that are transient are tried again first."""
    from cli.render_text import count
    from shared.adapters.faults import FOREVER
    from shared.domain.steps import parse_step

    session = session_of(ctx)
    faults_of(session).set(session.organisation_id, parse_step(step), error, times or FOREVER)
    how_often = count(times, "time") if times else "until `parley fault clear`"
    answer({"step": step, "error": error, "times": times}, lambda: f"{step}: {error}, {how_often}", as_json=as_json)


def clear(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Take every fault back: steps work again."""
    session = session_of(ctx)
    faults_of(session).clear(session.organisation_id)
    answer({"cleared": True}, lambda: "no step is broken any more", as_json=as_json)


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    setting = "parley fault set --step insights --error EngineFailed --times 2"
    group = typer.Typer(no_args_is_help=True, epilog=example(setting, "parley fault clear"))
    group.command("set", epilog=example(setting, "parley fault set --step answers --error die"))(set_fault)
    group.command(epilog=example("parley fault clear"))(clear)
    group.callback()(_group)
    app.add_typer(group, name="fault", rich_help_panel="Repair")


def _group() -> None:
    """Break steps on purpose, in stage local."""
