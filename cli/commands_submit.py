"""`parley submit`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import ExitCode
from cli.options import WAIT_SECONDS, AsJson, Timeout, Wait, example
from cli.output import answer, note
from cli.stage import Session, session_of

if TYPE_CHECKING:
    from cli.submitting import Submission
    from cli.watch import Snapshot

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False, help="Recordings or transcripts.")]
ProjectId = Annotated[str | None, typer.Option("--project", "-p", help="The project they belong to.")]
Title = Annotated[str, typer.Option(help="A title.", show_default="the name of the file")]
Language = Annotated[str | None, typer.Option(metavar="xx", help="ISO 639-1 code.", show_default="detected")]
Existing = Annotated[
    str | None, typer.Option("--to", metavar="ID", help="Upload for this interview: it waits, or was rejected.")
]


def submit(
    ctx: typer.Context,
    files: Files,
    *,
    project: ProjectId = None,
    title: Title = "",
    language: Language = None,
    to: Existing = None,
    wait: Wait = False,
    timeout: Timeout = WAIT_SECONDS,
    as_json: AsJson = False,
) -> None:
    """Upload recordings (wav, mp3, m4a, ogg, webm, mp4) or ready transcripts (JSON, VTT, SRT, `Name: text`).

    Each file becomes an interview, and its upload starts the first run.
    """
    if bool(project) == bool(to) or (to and len(files) > 1):
        raise typer.BadParameter("name the --project of new interviews, or one file --to an interview")
    session = session_of(ctx)
    submissions = _submitted(session, files, (project, title, language), to)
    seen = [_followed(session, submission, timeout) if wait else None for submission in submissions]
    dumps = [submission.dump(snapshot) for submission, snapshot in zip(submissions, seen, strict=True)]
    answer({"submitted": dumps}, lambda: "\n".join(f"{s.interview.id}  {s.file}" for s in submissions), as_json=as_json)
    note(f"see results with: parley show {submissions[0].interview.id}")
    failed = any(snapshot and not snapshot.succeeded for snapshot in seen)
    raise typer.Exit(ExitCode.FAILED if failed else ExitCode.OK)


def _submitted(
    session: Session, files: list[Path], asked: tuple[str | None, str, str | None], to: str | None
) -> "list[Submission]":
    from cli.submitting import submit_again, submit_all
    from shared.usecases.schedule_interview import InterviewRequest

    if to:
        return [submit_again(session, files[0], to)]
    project, title, language = asked
    request = InterviewRequest(project_id=project or "", title=title, language_hint=language)
    return list(submit_all(session, files, request))


def _followed(session: Session, submission: "Submission", timeout: float) -> "Snapshot":
    from cli.submitting import follow_submission

    return follow_submission(session, submission, timeout)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    lines = (
        "parley submit talk.mp3 --project onboarding --wait",
        "parley submit *.vtt -p onboarding --language de --json",
        "parley submit better.wav --to int_01jz…",
    )
    app.command(rich_help_panel="Interviews", epilog=example(*lines))(submit)
