"""`parley keys`."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson, example
from cli.output import answer, note
from cli.stage import session_of

if TYPE_CHECKING:
    from shared.usecases.manage_api_keys import NewApiKey

Org = Annotated[str, typer.Argument(metavar="ORG", help="The organisation's id.", show_default=False)]
KeyId = Annotated[str, typer.Argument(metavar="KEY_ID", help="As `parley keys list` has it.", show_default=False)]
Name = Annotated[str, typer.Option("--name", help="What it is for, for people.", show_default=False)]
ModeName = Annotated[str, typer.Option("--mode", help="live or sandbox: whose data it opens.")]
Scopes = Annotated[
    list[str],
    typer.Option("--scope", help="interviews:read, interviews:write, webhooks:manage or admin, which is all of them."),
]
ExpiresIn = Annotated[
    str | None, typer.Option("--expires-in", metavar="90d", help="When it ends by itself.", show_default="never")
]
Overlap = Annotated[str, typer.Option(metavar="24h", help="For so long the old key works on, 30 days at most.")]
SHOWN_ONCE = "this is the only time that the key is shown; only its hash is kept"


def create(  # noqa: PLR0917 - typer's way of naming options
    ctx: typer.Context,
    org: Org,
    name: Name,
    mode: ModeName = "live",
    scope: Scopes = ["interviews:read", "interviews:write"],  # noqa: B006 - Typer reads it, nobody changes it
    expires_in: ExpiresIn = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and show it, once."""
    from cli.organisations import read_key_request
    from shared.adapters.entropy import key_entropy
    from shared.usecases.manage_api_keys import create_api_key

    root = session_of(ctx).root
    request = read_key_request(name, mode, scope, expires_in, root.clock.now())
    _show_once(create_api_key(org, request, key_entropy(), ports=root.key_ports), as_json=as_json)


def list_(ctx: typer.Context, org: Org, as_json: AsJson = False) -> None:
    """List an organisation's keys, those that no longer work too. Nobody can list the keys themselves."""
    from cli.render_access import key_dump, keys_table

    root = session_of(ctx).root
    root.organisations.get_organisation(org)
    found, now = root.api_keys.list_keys(org), root.clock.now()
    answer([key_dump(key, now) for key in found], lambda: keys_table(found, now), as_json=as_json)


def rotate(ctx: typer.Context, org: Org, key_id: KeyId, overlap: Overlap = "24h", as_json: AsJson = False) -> None:
    """Make a key that takes another one's place, and show it, once. The old one works on for the overlap."""
    from cli.arguments import parse_span
    from shared.adapters.entropy import key_entropy
    from shared.usecases.manage_api_keys import rotate_api_key

    root = session_of(ctx).root
    span = parse_span(overlap, field="overlap")
    _show_once(rotate_api_key(org, key_id, span, key_entropy(), ports=root.key_ports), as_json=as_json)


def revoke(ctx: typer.Context, org: Org, key_id: KeyId, as_json: AsJson = False) -> None:
    """Revoke a key, for good. The next call with it is refused."""
    from cli.render_access import key_dump, keys_table
    from shared.usecases.manage_api_keys import revoke_api_key

    root = session_of(ctx).root
    revoked, now = revoke_api_key(org, key_id, ports=root.key_ports), root.clock.now()
    answer(key_dump(revoked, now), lambda: keys_table([revoked], now), as_json=as_json)


def _show_once(made: "NewApiKey", *, as_json: bool) -> None:
    """A program reads the key from `secret`; a person finds it alone on stdout."""
    from cli.render_access import key_dump

    dump = {"secret": made.secret, "key": key_dump(made.key, made.key.created_at)}
    if not as_json:
        note(f"{made.key.id}: {SHOWN_ONCE}")
    answer(dump, lambda: made.secret, as_json=as_json)


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(
        no_args_is_help=True,
        help="API keys of organisations.",
        epilog=example('parley keys create acme --name "CI" --mode sandbox'),
    )
    made = (
        'parley keys create acme --name "ATS" --scope interviews:read --scope interviews:write',
        'parley keys create acme --name "CI" --mode sandbox --scope admin --expires-in 90d --json',
    )
    group.command(epilog=example(*made))(create)
    group.command(name="list", epilog=example("parley keys list acme"))(list_)
    group.command(epilog=example("parley keys rotate acme key_3f0a… --overlap 7d"))(rotate)
    group.command(epilog=example("parley keys revoke acme key_3f0a…"))(revoke)
    app.add_typer(group, name="keys", rich_help_panel="Parent platforms")
