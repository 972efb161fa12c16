"""`parley interview`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.exit_codes import ExitCode
from cli.options import WAIT_SECONDS, AsJson, Timeout, example
from cli.output import answer, stderr, stdout
from cli.stage import session_of

Job = Annotated[
    str | None,
    typer.Option(metavar="TITLE|FILE", help="The job: its title, or a file of text or JSON.", show_default=False),
]
Guide = Annotated[
    str | None, typer.Option(metavar="ID|FILE", help="The call guide: its id, or a file of JSON.", show_default=False)
]
Link = Annotated[
    str | None, typer.Option(metavar="URL", help="A candidate's link, also to go on with.", show_default=False)
]
Questions = Annotated[
    int | None, typer.Option(min=1, max=12, help="So many questions for the job.", show_default="4, or all of --job")
]
Language = Annotated[str | None, typer.Option(metavar="xx", help="BCP 47: en, de, en-IN.", show_default="en")]
AnswerFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Answers by script, a paragraph each.", show_default=False)
]
Voice = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Answers by its recordings, in the order of their names.", show_default=False),
]
Speak = Annotated[bool, typer.Option("--speak", help="Play what the interviewer says, or name the file of its sound.")]


def interview(
    ctx: typer.Context,
    *,
    job: Job = None,
    guide: Guide = None,
    link: Link = None,
    questions: Questions = None,
    language: Language = None,
    answers: AnswerFile = None,
    voice: Voice = None,
    speak: Speak = False,
    timeout: Timeout = WAIT_SECONDS,
    as_json: AsJson = False,
) -> None:
    """Hold a live interview in the terminal, as a candidate's browser would, and show its evaluation.

    An answer ends with an empty line: think as long as you like. /repeat says it again, /audio FILE answers by a
    recording, /end leaves. What was lost or left with Ctrl-C goes on at the open question with --link. Exit 1 when it
    could not be evaluated.
    """
    from cli.interviewing import Interviewing, source_of
    from cli.preparing import Wanted
    from cli.render_evaluation import held_view

    if sum(map(bool, (job, guide, link))) > 1 or (answers and voice) or (questions and (guide or link)):
        raise typer.BadParameter("name one of --job, --guide and --link, and one of --answers and --voice")
    console = stderr if as_json else stdout
    asked = Wanted(job, guide, questions, language)
    held = Interviewing(session_of(ctx), console, source_of(answers, voice, console), speak, timeout).hold(asked, link)
    if held is None:
        raise typer.Exit(ExitCode.OK)
    answer(held.dump(), lambda: held_view(held), as_json=as_json)
    raise typer.Exit(ExitCode.OK if held.succeeded else ExitCode.FAILED)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    lines = (
        "parley interview",
        "parley interview --job 'Data analyst' --questions 5",
        "parley interview --guide guide.json --speak",
        "parley interview --link http://127.0.0.1:…/interview/… --voice recordings/",
        "parley interview --answers answers.txt --json",
    )
    app.command(rich_help_panel="Interviews", epilog=example(*lines))(interview)
