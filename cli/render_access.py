"""Organisations, keys and usage, for the eye."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.output import plain
from cli.render_text import moment
from shared.domain.api_key import ApiKey, KeyStatus
from shared.domain.organisation import DataKind, Organisation, Quotas
from shared.domain.tenant import Mode
from shared.usecases.read_usage import OrganisationUsage

STYLES = {KeyStatus.ACTIVE: "green", KeyStatus.EXPIRED: "dim", KeyStatus.REVOKED: "red"}


def organisations_table(organisations: Sequence[Organisation]) -> RenderableType:
    """A row per organisation."""
    if not organisations:
        return Text("no organisations yet: make one with `parley orgs create ID --name NAME`", style="dim")
    table = _table("id", "name", "plan", "status", "created")
    for one in organisations:
        table.add_row(one.id, one.name, one.plan, one.status, moment(one.created_at))
    return table


def organisation_view(organisation: Organisation) -> RenderableType:
    """All that is known of one."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    kept = {kind.value: organisation.retention.days_of(kind) for kind in DataKind}
    rows = {
        "name": organisation.name,
        "plan": organisation.plan.value,
        "status": organisation.status.value,
        "a month, live": _quotas(organisation.quotas_in(Mode.LIVE)) + ("" if organisation.quotas else " (the plan's)"),
        "a month, sandbox": _quotas(organisation.quotas_in(Mode.SANDBOX)),
        "keeps": ", ".join(f"{kind} {f'{days} days' if days else 'until erased'}" for kind, days in kept.items()),
        "closes live interviews": f"after {organisation.abandoned_minutes} minutes without an answer",
        "created": moment(organisation.created_at),
    }
    for name, value in rows.items():
        table.add_row(Text(name, style="dim"), Text(value))
    return Group(Text(organisation.id, style="bold"), table)


def keys_table(keys: Sequence[ApiKey], now: datetime) -> RenderableType:
    """A row per key: its hint, never the key."""
    if not keys:
        return Text("no keys yet: make one with `parley keys create ORG --name NAME`", style="dim")
    table = _table("key", "name", "status", "scopes", "created", "ends")
    for key in keys:
        status = key.status_at(now)
        ends = key.revoked_at or key.expires_at
        table.add_row(
            Text(key.id).append(f"\n{key.hint}", style="dim"),
            key.name,
            Text(status, style=STYLES[status]).append("\nrotated" if key.successor else "", style="dim"),
            "\n".join(sorted(key.scopes)),
            moment(key.created_at),
            moment(ends),
        )
    return table


def key_dump(key: ApiKey, now: datetime) -> dict[str, Any]:
    """A key for programs. Its hash is left out: it is of use to nobody but the table."""
    dump: dict[str, Any] = plain(key)
    dump.pop("digest")
    return dump | {"scopes": sorted(key.scopes), "status": key.status_at(now).value}


def usage_view(usage: OrganisationUsage) -> RenderableType:
    """A row per tenant."""
    table = _table("", "interviews", "of", "audio minutes", "of")
    for one in usage.tenants:
        numbers = (one.interviews, one.quotas.interviews, one.audio_minutes, one.quotas.audio_minutes)
        table.add_row(one.mode, *(f"{number:,}" for number in numbers))
    head = Text(f"{usage.organisation_id}, {usage.month} in UTC, plan {usage.plan}", style="bold")
    return Group(head, table, Text(f"counted anew from {usage.resets_at:%Y-%m-%d} on", style="dim"))


def _quotas(quotas: Quotas) -> str:
    return f"{quotas.interviews:,} interviews, {quotas.audio_minutes:,} minutes of audio"


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE)
    for name in columns:
        table.add_column(name)
    return table
