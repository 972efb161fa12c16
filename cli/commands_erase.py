"""`parley erase`, `export`, `erasures` and `audit`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import AsJson, example
from cli.output import answer, note
from cli.stage import session_of

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="The interviews.", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; without it nothing is erased where nobody can answer.")]
Again = Annotated[
    Path | None,
    typer.Option("--again", metavar="FILE", help="Receipts to be carried out once more.", show_default=False),
]
Person = Annotated[
    str | None,
    typer.Option(
        "--person", metavar="NAME", help="Those this person takes part in: name, e-mail or id.", show_default=False
    ),
]
Waits = Annotated[bool, typer.Option("--wait", help="Follow the erasures to their receipts.")]
Open = Annotated[bool, typer.Option("--open", help="Those that are not done.")]
One = Annotated[str | None, typer.Argument(metavar="[ID]", help="The interview.", show_default=False)]
Limit = Annotated[int, typer.Option(min=1, max=100, help="How many.")]
Cursor = Annotated[str | None, typer.Option(help="Go on where the last list ended.", show_default=False)]
Verify = Annotated[bool, typer.Option("--verify", help="Walk the whole chain; exit 1 when it is broken.")]


def erase(
    ctx: typer.Context,
    interview_ids: Ids = None,
    *,
    person: Person = None,
    again: Again = None,
    yes: Yes = False,
    wait: Waits = False,
    as_json: AsJson = False,
) -> None:
    """Erase interviews for good: recordings, transcripts, results, everything but sums of money and a receipt.

    An interview is out of sight at once. What is at work on it is stopped; the receipt comes when that has ended.
    """
    from cli.erasing import agreed, erase_all, ids_of, reason_of, wait_for_receipts
    from cli.render_erasure import erasures_table

    session = session_of(ctx)
    ids = ids_of(session, interview_ids or (), person, again)
    agreed(ids, yes=yes)
    found = erase_all(session, ids, reason_of(person))
    if wait:
        found = wait_for_receipts(session, found)
    answer({"erasures": found}, lambda: erasures_table(found), as_json=as_json)


def erasures(  # noqa: PLR0917 - typer's way of naming options
    ctx: typer.Context,
    interview_id: One = None,
    open_only: Open = False,
    limit: Limit = 25,
    cursor: Cursor = None,
    as_json: AsJson = False,
) -> None:
    """List erasures and their receipts, or show one with what was erased and where."""
    from cli.erasing import list_erasures
    from cli.reading import key_of
    from cli.render_erasure import erasures_table, receipt_view
    from shared.usecases.request_erasure import find_erasure

    session = session_of(ctx)
    if interview_id:
        one = find_erasure(key_of(session, interview_id), erasures=session.root.erasures)
        answer(one, lambda: receipt_view(one), as_json=as_json)
        return
    page = list_erasures(session, limit=limit, cursor=cursor, open_only=open_only)
    answer(page, lambda: erasures_table(page.items), as_json=as_json)
    if page.cursor and not as_json:
        note(f"there may be more: --cursor {page.cursor}")


def audit(
    ctx: typer.Context, verify: Verify = False, limit: Limit = 25, cursor: Cursor = None, as_json: AsJson = False
) -> None:
    """Show who did what, newest first, by ids only; or check that nothing of it was changed."""
    from cli.exit_codes import ExitCode
    from cli.render_erasure import audit_table, verification_view
    from shared.domain.audit_chain import verify as verify_chain

    session = session_of(ctx)
    log, organisation_id = session.root.audit, session.organisation_id
    if verify:
        found = verify_chain(log.entries(organisation_id), log.head(organisation_id), log.start(organisation_id))
        answer(found, lambda: verification_view(found), as_json=as_json)
        if not found.is_whole:
            raise typer.Exit(ExitCode.FAILED)
        return
    page = log.page(organisation_id, limit=limit, cursor=cursor)
    answer(page, lambda: audit_table(page.items), as_json=as_json)
    if page.cursor and not as_json:
        note(f"there may be more: --cursor {page.cursor}")


def export(ctx: typer.Context, interview_ids: Ids = None, person: Person = None) -> None:
    """Print everything that is held of interviews, or of a person, as JSON: for who has a right to it.

    Recordings are named by their keys. That it was exported goes into the audit log.
    """
    from cli.erasing import ids_of
    from cli.output import print_json
    from cli.reading import key_of
    from shared.domain.audit import OPERATOR
    from shared.runtime.erasing import exporting
    from shared.usecases.export_data import export_data

    session = session_of(ctx)
    keys = [key_of(session, one) for one in ids_of(session, interview_ids or (), person, None)]
    print_json(export_data(session.organisation_id, keys, OPERATOR, ports=exporting(session.root)))


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    panel = "Data protection"
    lines = ("parley erase int_01jz… --yes --wait", "parley erase --person ana@example.org")
    app.command(rich_help_panel=panel, epilog=example(*lines))(erase)
    app.command(rich_help_panel=panel, epilog=example("parley export --person 'Ana Costa' > ana.json"))(export)
    app.command(rich_help_panel=panel, epilog=example("parley erasures", "parley erasures int_01jz…"))(erasures)
    app.command(rich_help_panel=panel, epilog=example("parley audit", "parley audit --verify"))(audit)
