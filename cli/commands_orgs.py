"""`parley orgs` and `parley usage`."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson, example
from cli.output import answer
from cli.stage import session_of
from shared.domain.limits import MAX_ABANDONED_MINUTES

if TYPE_CHECKING:
    from shared.domain.organisation import Organisation

Org = Annotated[str, typer.Argument(metavar="ORG", help="The organisation's id.", show_default=False)]
NewName = Annotated[str, typer.Option("--name", help="What people call it.", show_default=False)]
Name = Annotated[str | None, typer.Option("--name", help="What people call it.", show_default=False)]
PlanName = Annotated[
    str | None, typer.Option("--plan", help="essential, professional or enterprise.", show_default=False)
]
Interviews = Annotated[
    int | None, typer.Option(min=0, help="Interviews a month, in place of the plan's.", show_default=False)
]
AudioMinutes = Annotated[
    int | None, typer.Option(min=0, help="Minutes of audio a month, in place of the plan's.", show_default=False)
]
PlanQuotas = Annotated[bool, typer.Option("--plan-quotas", help="Give up quotas of its own for the plan's.")]
Status = Annotated[
    str | None, typer.Option(help="active or suspended: a suspended one's keys open nothing.", show_default=False)
]
Keep = Annotated[
    list[str],
    typer.Option(
        metavar="KIND=DAYS",
        show_default=False,
        help="recordings, transcripts, results, state, deliveries or audit; `recordings=` keeps them until erased.",
    ),
]
AbandonedMinutes = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=MAX_ABANDONED_MINUTES,
        show_default=False,
        help="A live interview without an answer for so long is closed.",
    ),
]
Month = Annotated[str | None, typer.Option(metavar="2026-11", help="A month in UTC.", show_default="this one")]


def create(  # noqa: PLR0917 - typer's way of naming options
    ctx: typer.Context,
    org: Org,
    name: NewName,
    plan: PlanName = "essential",
    interviews: Interviews = None,
    audio_minutes: AudioMinutes = None,
    as_json: AsJson = False,
) -> None:
    """Make an organisation, with live and sandbox data. It has no keys yet: see `parley keys create`."""
    from cli.organisations import make_organisation

    made = make_organisation(session_of(ctx), org, name, plan or "", (interviews, audio_minutes))
    _show(made, as_json=as_json)


def list_(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the organisations."""
    from cli.render_access import organisations_table

    found = session_of(ctx).root.organisations.list_organisations()
    answer(found, lambda: organisations_table(found), as_json=as_json)


def show(ctx: typer.Context, org: Org, as_json: AsJson = False) -> None:
    """Show an organisation: its plan, its quotas, and how long it keeps what."""
    _show(session_of(ctx).root.organisations.get_organisation(org), as_json=as_json)


def set_(  # noqa: PLR0917 - typer's way of naming options
    ctx: typer.Context,
    org: Org,
    name: Name = None,
    plan: PlanName = None,
    interviews: Interviews = None,
    audio_minutes: AudioMinutes = None,
    plan_quotas: PlanQuotas = False,
    status: Status = None,
    keep: Keep = [],  # noqa: B006 - Typer reads it, nobody changes it
    abandoned_minutes: AbandonedMinutes = None,
    as_json: AsJson = False,
) -> None:
    """Change an organisation. What is not named stays; a repeat makes good what was cut short."""
    from cli.organisations import read_change
    from shared.usecases.manage_organisations import change_organisation

    session = session_of(ctx)
    known = session.root.organisations.get_organisation(org)
    change = read_change(
        known,
        name=name,
        plan=plan,
        amounts=(interviews, audio_minutes),
        plan_quotas=plan_quotas,
        status=status,
        keep=keep,
        abandoned_minutes=abandoned_minutes,
    )
    _show(change_organisation(org, change, ports=session.root.organisation_ports), as_json=as_json)


def usage(ctx: typer.Context, org: Org, month: Month = None, as_json: AsJson = False) -> None:
    """Show what an organisation has used of its quotas in a month."""
    from cli.render_access import usage_view
    from shared.domain.engines import month_of
    from shared.usecases.read_usage import read_usage

    root = session_of(ctx).root
    named = month or month_of(root.clock.now())
    found = read_usage(org, named, organisations=root.organisations, quotas=root.quotas)
    answer(found, lambda: usage_view(found), as_json=as_json)


def _show(organisation: "Organisation", *, as_json: bool) -> None:
    from cli.render_access import organisation_view

    answer(organisation, lambda: organisation_view(organisation), as_json=as_json)


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Organisations: whose data it is, and what they may use.",
        epilog=example('parley orgs create acme --name "Acme Hiring" --plan professional'),
    )
    made = ('parley orgs create acme --name "Acme Hiring"', "parley orgs create beta --name Beta --interviews 500")
    changed = (
        "parley orgs set acme --plan enterprise",
        "parley orgs set acme --keep recordings=30 --keep results=365",
        "parley orgs set acme --abandoned-minutes 60",
    )
    group.command(epilog=example(*made))(create)
    group.command(name="list", epilog=example("parley orgs list --json"))(list_)
    group.command(epilog=example("parley orgs show acme"))(show)
    group.command(name="set", epilog=example(*changed))(set_)
    app.add_typer(group, name="orgs", rich_help_panel="Parent platforms")
    lines = ("parley usage acme", "parley usage acme --month 2026-10 --json")
    app.command(rich_help_panel="Parent platforms", epilog=example(*lines))(usage)
