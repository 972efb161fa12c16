"""`parley redrive`."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import ExitCode
from cli.options import WAIT_SECONDS, AsJson, Timeout, Wait, example
from cli.output import answer, note, stderr
from cli.stage import Session, session_of

if TYPE_CHECKING:
    from cli.redriving import Outcome
    from shared.domain.run import RunRequest

Interview = Annotated[str | None, typer.Argument(metavar="[ID]", show_default=False, help="The interview.")]
From = Annotated[
    str | None, typer.Option("--from", metavar="STEP", help="Where to begin.", show_default="the first that failed")
]
Skip = Annotated[
    list[str], typer.Option("--skip", metavar="STEP", help="Leave out; may be repeated.", show_default=False)
]
Instructions = Annotated[str | None, typer.Option(metavar="TEXT", help="What the themes shall look at.")]
Native = Annotated[bool, typer.Option("--native", help="AWS's own RedriveExecution of the last run.")]
Failed = Annotated[bool, typer.Option("--failed", help="Every failed interview.")]
Error = Annotated[str | None, typer.Option(metavar="CLASS", help="With --failed: those of this error.")]
Since = Annotated[str | None, typer.Option(metavar="2h", help="With --failed: those that failed since.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="With --failed: only list them.")]


def redrive(
    ctx: typer.Context,
    interview_id: Interview = None,
    *,
    start: From = None,
    skip: Skip = [],  # noqa: B006 - Typer reads it, nobody changes it
    instructions: Instructions = None,
    native: Native = False,
    failed: Failed = False,
    error: Error = None,
    since: Since = None,
    dry_run: DryRun = False,
    wait: Wait = False,
    timeout: Timeout = WAIT_SECONDS,
    as_json: AsJson = False,
) -> None:
    """Run an interview again, from the step that failed or from one you name. Finished steps are not run again.

    With --failed many are redriven, one after the other; one that is refused does not stop the others.
    """
    from cli.redriving import request_of

    _check(interview_id, failed=failed, bulk_only=bool(error or since or dry_run), wait=wait)
    _check_native(native=native, failed=failed, others=bool(start or skip or instructions))
    session, request = session_of(ctx), request_of(start, skip, instructions, bulk=failed)
    if interview_id:
        _redrive_one(session, interview_id, request, native=native, seconds=timeout if wait else None)
    elif dry_run:
        _list_failed(session, error, since, as_json=as_json)
    else:
        _redrive_failed(session, error, since, request)


def _check(interview_id: str | None, *, failed: bool, bulk_only: bool, wait: bool) -> None:
    if failed == bool(interview_id):
        raise typer.BadParameter("name one interview, or say --failed")
    if bulk_only and not failed:
        raise typer.BadParameter("--error, --since and --dry-run go with --failed")
    if failed and wait:
        raise typer.BadParameter("--wait follows one interview; see the others with `parley status`")


def _check_native(*, native: bool, failed: bool, others: bool) -> None:
    if native and failed:
        raise typer.BadParameter("--native goes past the queue, so it is for one interview: leave it out")
    if native and others:
        raise typer.BadParameter("--native cannot choose a step or take instructions: leave one of them out")


def _redrive_one(
    session: Session, interview_id: str, request: "RunRequest", *, native: bool, seconds: float | None
) -> None:
    from cli.redriving import follow_run, redrive

    run = redrive(session, interview_id, request, native=native)
    note(f"{interview_id} run {run.key.run}: {', '.join(run.planned_steps)}")
    seen = None if seconds is None else follow_run(session, run, seconds, native=native)
    found = {"run": seen.run if seen else run} | ({"steps": seen.steps} if seen else {})
    answer(found, lambda: f"run {run.key.run}: see it with parley show {interview_id}", as_json=session.as_json)
    raise typer.Exit(ExitCode.OK if seen is None or seen.succeeded else ExitCode.FAILED)


def _list_failed(session: Session, error: str | None, since: str | None, *, as_json: bool) -> None:
    from cli.redriving import find_failed
    from cli.render_stage import failed_table

    found = find_failed(session, error, since)
    dump = [{"interviewId": interview.id, "run": run} for interview, run in found]
    answer({"wouldRedrive": dump}, lambda: failed_table(found), as_json=as_json)


def _redrive_failed(session: Session, error: str | None, since: str | None, request: "RunRequest") -> None:
    from rich.progress import Progress

    from cli.redriving import find_failed, redrive, redrive_many
    from cli.render_stage import outcomes_table

    found = find_failed(session, error, since)
    with Progress(console=stderr, disable=not stderr.is_terminal) as progress:
        task = progress.add_task("redriving", total=len(found))
        outcomes = redrive_many(
            found, lambda one: redrive(session, one, request, native=False), lambda: progress.advance(task)
        )
    answer(_dump(outcomes), lambda: outcomes_table(outcomes), as_json=session.as_json)
    raise typer.Exit(ExitCode.OK if all(outcome.run for outcome in outcomes) else ExitCode.FAILED)


def _dump(outcomes: "list[Outcome]") -> dict[str, object]:
    from cli.reporting import error_object

    started = [{"interviewId": o.interview.id, "run": o.run.key.run} for o in outcomes if o.run]
    refused = [{"interviewId": o.interview.id, "error": error_object(o.error)} for o in outcomes if o.error]
    return {"redriven": started, "refused": refused}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    lines = (
        "parley redrive int_01jz… --wait",
        'parley redrive int_01jz… --from insights --instructions "What about price?"',
        "parley redrive --failed --error EngineTimeout --since 2h --dry-run",
    )
    app.command(rich_help_panel="Repair", epilog=example(*lines))(redrive)
