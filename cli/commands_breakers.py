"""`parley providers pause`, `resume` and `probe`."""

import getpass
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands_providers import group
from cli.options import AsJson, example
from cli.output import answer
from cli.stage import Session, session_of

if TYPE_CHECKING:
    from shared.domain.breaker import Breaker

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="A provider, or one kind of its work: groq/speech.", show_default=False)
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for other operators.", show_default=False)]


def pause(ctx: typer.Context, name: Name, reason: Reason, as_json: AsJson = False) -> None:
    """Take a provider out of use until it is resumed. Its fall-backs answer meanwhile; calls under way go on."""
    from shared.runtime.catalogue import load_catalogue
    from shared.usecases.pause_provider import pause_provider

    session = session_of(ctx)
    root, by = session.root, getpass.getuser()
    catalogue, breakers = load_catalogue(), root.breaker_store
    paused = pause_provider(name, reason, by, catalogue=catalogue, breakers=breakers, clock=root.clock)
    _show(session, paused, as_json=as_json)


def resume(ctx: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Put a paused provider back into use. If it was in trouble before, one call finds out whether it still is."""
    from shared.runtime.catalogue import load_catalogue
    from shared.usecases.resume_provider import resume_provider

    session = session_of(ctx)
    resumed = resume_provider(name, catalogue=load_catalogue(), breakers=session.root.breaker_store)
    _show(session, resumed, as_json=as_json)


def probe(ctx: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Ask a provider the least there is to ask. An answer puts one back into use that was left alone."""
    from shared.runtime.catalogue import load_catalogue
    from shared.usecases.probe_provider import probe_provider

    session = session_of(ctx)
    breakers, provider = session.root.breaker_store, session.root.provider_probe
    probed = probe_provider(name, catalogue=load_catalogue(), breakers=breakers, provider=provider)
    _show(session, probed, as_json=as_json)


def _show(session: Session, breakers: "Sequence[Breaker]", *, as_json: bool) -> None:
    from cli.render_breakers import breaker_objects, breakers_table

    now = session.root.clock.now()
    answer(breaker_objects(breakers, now), lambda: breakers_table(breakers, now), as_json=as_json)


def register(_: typer.Typer) -> None:
    """Adds the commands to those of providers."""
    pausing = 'parley providers pause groq --reason "their incident 42"'
    group.command(epilog=example(pausing, 'parley providers pause groq/speech --reason "too slow"'))(pause)
    group.command(epilog=example("parley providers resume groq"))(resume)
    group.command(epilog=example("parley providers probe groq/analysis"))(probe)
