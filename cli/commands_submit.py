"""`parley submit`."""

from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cli.exit_codes import ExitCode
from cli.options import WAIT_SECONDS, AsJson, example
from cli.output import answer, note, stderr, stdout
from cli.reporting import error_object, exit_code_of, report
from cli.stage import Session, session_of

if TYPE_CHECKING:
    from cli.submitting import Submission
    from cli.watch import Snapshot
    from shared.domain.errors import ParleyError
    from shared.usecases.begin_interview import InterviewPlan

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE|FOLDER...", show_default=False, help="Recordings, transcripts, or folders of them."),
]
ProjectId = Annotated[str | None, typer.Option("--project", "-p", help="The project they belong to.")]
Title = Annotated[str, typer.Option(help="A title.", show_default="the name of the file")]
Language = Annotated[str | None, typer.Option(metavar="xx", help="BCP 47: en, de, en-IN.", show_default="detected")]
Asked = tuple[str | None, str, str | None, str]  # project, title, language, tier
TierName = Annotated[str, typer.Option("--tier", help="essential, professional or enterprise: which engines work.")]
Existing = Annotated[
    str | None, typer.Option("--to", metavar="ID", help="Upload for this interview: it waits, or was rejected.")
]
Backfill = Annotated[bool, typer.Option("--backfill", help="Work them off in bulk; folders always are.")]
Again = Annotated[bool, typer.Option("--again", help="In bulk: also what was submitted before.")]
Within = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        min=0,
        metavar="SECONDS",
        help="How long --wait waits.",
        show_default=f"{WAIT_SECONDS:.0f}; a folder is followed to its end",
    ),
]
FollowBulk = Annotated[
    bool | None,
    typer.Option("--wait/--no-wait", help="Follow to the end; exit 1 on a failure.", show_default="folders"),
]


def submit(
    ctx: typer.Context,
    files: Files,
    *,
    project: ProjectId = None,
    title: Title = "",
    language: Language = None,
    tier: TierName = "essential",
    to: Existing = None,
    backfill: Backfill = False,
    again: Again = False,
    wait: FollowBulk = None,
    timeout: Within = None,
    as_json: AsJson = False,
) -> None:
    """Upload recordings (wav, mp3, m4a, ogg, webm, mp4) or ready transcripts (JSON, VTT, SRT, `Name: text`).

    Each file becomes an interview, and its upload starts the first run. A folder's files go in bulk: behind whoever
    waits for a result, each content once, also when the command is given again; --json prints a line per file.
    """
    bulk = backfill or any(path.is_dir() for path in files)
    if bool(project) == bool(to) or (to and (bulk or len(files) > 1)):
        raise typer.BadParameter("name the --project of new interviews, or one file --to an interview")
    session = session_of(ctx)
    if bulk:
        _submit_bulk(
            session,
            files,
            (project, title, language, tier),
            again=again,
            seconds=None if wait is False else inf if timeout is None else timeout,
        )
    seconds = WAIT_SECONDS if timeout is None else timeout
    submissions, trouble = _submitted(session, files, (project, title, language, tier), to)
    seen = [_followed(session, submission, seconds) if wait else None for submission in submissions]
    dumps = [submission.dump(snapshot) for submission, snapshot in zip(submissions, seen, strict=True)]
    said = {"submitted": dumps} | ({"error": error_object(trouble)} if trouble else {})
    answer(said, lambda: "\n".join(f"{s.interview.id}  {s.file}" for s in submissions), as_json=as_json)
    note(f"see results with: parley show {submissions[0].interview.id}")
    if trouble:
        _end(trouble, as_json=session.as_json)
    failed = any(snapshot and not snapshot.succeeded for snapshot in seen)
    raise typer.Exit(ExitCode.FAILED if failed else ExitCode.OK)


def _end(trouble: "ParleyError", *, as_json: bool) -> NoReturn:
    if not as_json:
        report(trouble, as_json=False)
    raise typer.Exit(exit_code_of(trouble))


def _submit_bulk(
    session: Session,
    paths: list[Path],
    asked: Asked,
    *,
    again: bool,
    seconds: float | None,
) -> None:
    from cli.bulk import collect, follow_all, upload_all
    from cli.render_bulk import bulk_view, print_lines, shown
    from cli.submitted_before import read_submitted
    from shared.domain.lane import Lane

    plan = _plan(*asked).model_copy(update={"lane": Lane.BACKFILL})
    with shown(collect(paths), stderr) as progress:
        upload_all(session, plan, read_submitted(session, plan.project_id or ""), progress, again=again)
        if seconds is not None:
            follow_all(session, progress, seconds)
    if session.as_json:
        print_lines(progress)
    else:
        stdout.print(bulk_view(progress), soft_wrap=True)
    failed = any(item.has_ended and not item.succeeded for item in progress.items.values())
    raise typer.Exit(ExitCode.FAILED if failed else ExitCode.OK)


def _submitted(
    session: Session, files: list[Path], asked: Asked, to: str | None
) -> "tuple[list[Submission], ParleyError | None]":
    from cli.submitting import submit_again, submit_all

    if to:
        return [submit_again(session, files[0], to)], None
    return submit_all(session, files, _plan(*asked))


def _plan(project: str | None, title: str, language: str | None, tier: str) -> "InterviewPlan":
    from shared.domain.catalogue import tier_named
    from shared.usecases.begin_interview import InterviewPlan

    return InterviewPlan(project_id=project, title=title, language_hint=language, tier=tier_named(tier))


def _followed(session: Session, submission: "Submission", timeout: float) -> "Snapshot":
    from cli.submitting import follow_submission

    return follow_submission(session, submission, timeout)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    lines = (
        "parley submit talk.mp3 --project onboarding --wait",
        "parley submit *.vtt -p onboarding --language de --tier enterprise --json",
        "parley submit recordings/ -p onboarding",
        "parley submit better.wav --to int_01jz…",
    )
    app.command(rich_help_panel="Interviews", epilog=example(*lines))(submit)
