"""`parley providers`: who can answer in a stage, their keys, and whether the catalogue is right."""

import sys
from typing import Annotated

import typer

from cli.exit_codes import ExitCode
from cli.options import AsJson, example
from cli.output import answer, note
from cli.stage import session_of

Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="The provider, as in the table.")]
group = typer.Typer(
    help="Providers of engines: models, tiers, keys, breakers. Without a command: the table.",
    epilog=example("parley providers", "parley providers set-key groq"),
    invoke_without_command=True,
)


@group.callback()
def providers(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show who answers in the stage: models by tier, whether the key is set, and the state of the breaker."""
    if ctx.invoked_subcommand is None:
        from cli.providers_report import providers_of
        from cli.render_providers import providers_table

        found = providers_of(session_of(ctx))
        answer([provider.dump() for provider in found], lambda: providers_table(found), as_json=as_json)


def set_key(ctx: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Keep the key of a provider in the stage's Secrets Manager, in place of any former one.

    The key is asked for without an echo, or read from standard input. It is never an argument, which others could see.
    """
    from cli.provider_keys import check_key, keep_key, secret_of

    session = session_of(ctx)
    secret = secret_of(session, name)
    keep_key(session, name, secret, check_key(_read_key(name)))
    note("functions that run take it within 5 minutes")
    answer({"provider": name, "keySet": True}, lambda: f"the key of {name} is set", as_json=as_json)


def check(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Check shared/catalogue.toml, without a stage: every chain, every price. Exit 1 when it has a mistake.

    Prices that nobody could confirm and models that are about to end are warnings.
    """
    from cli.providers_report import checked_catalogue

    del ctx
    warnings = checked_catalogue()
    answer({"warnings": warnings}, lambda: "\n".join(["the catalogue is right", *warnings]), as_json=as_json)
    raise typer.Exit(ExitCode.OK)


def _read_key(name: str) -> str:
    if sys.stdin.isatty():
        return str(typer.prompt(f"key of {name}", hide_input=True, err=True))
    return sys.stdin.read()


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    lines = ("parley providers set-key groq", "parley --stage prod providers set-key openai < key.txt")
    group.command(name="set-key", epilog=example(*lines))(set_key)
    group.command(epilog=example("parley providers check --json"))(check)
    app.add_typer(group, name="providers", rich_help_panel="Stage")
