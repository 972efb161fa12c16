"""`parley interviews`, `show`, `transcript`, `runs` and `diff`."""

from typing import Annotated

import typer

from cli.options import AsJson, InterviewId, example
from cli.output import answer, note
from cli.stage import session_of

Status = Annotated[str | None, typer.Option(help="awaiting_upload, queued, processing, completed, failed or rejected.")]
Limit = Annotated[int, typer.Option(min=1, max=100, help="How many.")]
Cursor = Annotated[str | None, typer.Option(help="Go on where the last list ended.", show_default=False)]
RunNumber = Annotated[int | None, typer.Option("--run", min=1, help="As of this run.", show_default="the last")]
Number = Annotated[int, typer.Argument(min=1, show_default=False, help="The number of a run.")]


def interviews(
    ctx: typer.Context, status: Status = None, limit: Limit = 25, cursor: Cursor = None, as_json: AsJson = False
) -> None:
    """List the interviews, newest first."""
    from cli.arguments import parse_status
    from cli.render_lists import interviews_table
    from shared.domain.interview_filter import InterviewFilter

    session = session_of(ctx)
    wanted = InterviewFilter(status=parse_status(status) if status else None)
    page = session.root.interview_lists.find_interviews(session.organisation_id, wanted, limit=limit, cursor=cursor)
    answer(page, lambda: interviews_table(page.items), as_json=as_json)
    if page.cursor and not as_json:
        note(f"there may be more: --cursor {page.cursor}")


def show(ctx: typer.Context, interview_id: InterviewId, run: RunNumber = None, as_json: AsJson = False) -> None:
    """Show what an interview has yielded: themes, people, answers, each with the words it stands on."""
    from cli.reading import read_shown
    from cli.render_results import results_view

    shown = read_shown(session_of(ctx), interview_id, run)
    answer(shown.dump() if as_json else None, lambda: results_view(shown), as_json=as_json)


def transcript(ctx: typer.Context, interview_id: InterviewId, as_json: AsJson = False) -> None:
    """Show who said what and when, with the corrections of the speakers."""
    from cli.render_speakers import transcript_view
    from cli.speaker_edits import read_corrected

    spoken = read_corrected(session_of(ctx), interview_id)
    answer(spoken, lambda: transcript_view(spoken), as_json=as_json)


def runs(ctx: typer.Context, interview_id: InterviewId, as_json: AsJson = False) -> None:
    """List the runs of an interview: what was asked, what was done, what failed."""
    from cli.reading import key_of
    from cli.render_run import runs_table

    session = session_of(ctx)
    session.root.interviews.get_interview(key_of(session, interview_id))
    found = session.root.runs.list_runs(key_of(session, interview_id))
    answer(found, lambda: runs_table(found), as_json=as_json)


def diff(ctx: typer.Context, interview_id: InterviewId, a: Number, b: Number, as_json: AsJson = False) -> None:
    """Compare the themes of two runs."""
    from cli.reading import key_of
    from cli.render_comparison import comparison_view
    from shared.usecases.compare_runs import compare_runs

    session = session_of(ctx)
    ports = session.root
    found = compare_runs(key_of(session, interview_id), a, b, runs=ports.runs, results=ports.results)
    answer(found, lambda: comparison_view(found), as_json=as_json)


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    panel = "Interviews"
    lines = ("parley interviews", "parley interviews --status failed --json")
    app.command(rich_help_panel=panel, epilog=example(*lines))(interviews)
    app.command(rich_help_panel=panel, epilog=example("parley show int_01jz…", "parley show int_01jz… --run 1"))(show)
    app.command(rich_help_panel=panel, epilog=example("parley transcript int_01jz…"))(transcript)
    app.command(rich_help_panel=panel, epilog=example("parley runs int_01jz… --json"))(runs)
    app.command(rich_help_panel=panel, epilog=example("parley diff int_01jz… 1 2"))(diff)
