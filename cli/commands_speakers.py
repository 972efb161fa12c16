"""`parley speakers`."""

from typing import Annotated

import typer

from cli.options import AsJson, InterviewId, example
from cli.output import answer, note
from cli.stage import session_of

Names = Annotated[list[str], typer.Option("--name", metavar="S1=Daniel", help="Who it is.", show_default=False)]
Roles = Annotated[
    list[str],
    typer.Option("--role", metavar="S1=participant", help="interviewer, participant or unknown.", show_default=False),
]
Merges = Annotated[
    list[str], typer.Option("--merge", metavar="S3=S1", help="S3 is the same voice as S1.", show_default=False)
]


def speakers(
    ctx: typer.Context,
    interview_id: InterviewId,
    *,
    name: Names = [],  # noqa: B006 - Typer reads it, nobody changes it
    role: Roles = [],  # noqa: B006
    merge: Merges = [],  # noqa: B006
    as_json: AsJson = False,
) -> None:
    """Show the voices of an interview, or correct them. An empty value (`S1=`) takes a correction back.

    Corrections are read by the evidence step: redrive from there to see them in the results.
    """
    from cli.arguments import parse_pairs
    from cli.render_speakers import speakers_table
    from cli.speaker_edits import edit_speakers, read_corrected

    session = session_of(ctx)
    pairs = [parse_pairs(texts, field=field) for field, texts in (("name", name), ("role", role), ("merge", merge))]
    if any(pairs):
        edit_speakers(session, interview_id, *pairs)
        note(f"corrected; to see it in the results: parley redrive {interview_id} --from evidence")
    spoken = read_corrected(session, interview_id)
    answer(spoken.speakers, lambda: speakers_table(spoken), as_json=as_json)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    lines = (
        "parley speakers int_01jz…",
        "parley speakers int_01jz… --name S2=Daniel --role S2=participant --merge S3=S2",
    )
    app.command(rich_help_panel="Repair", epilog=example(*lines))(speakers)
