"""Erasures, receipts and the audit log for the eye."""

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_text import count, moment
from shared.domain.audit_chain import AuditEntry, Verification
from shared.domain.erasure import Erasure


def erasures_table(erasures: Sequence[Erasure]) -> RenderableType:
    """A row per erasure."""
    if not erasures:
        return Text("no erasures here", style="dim")
    table = Table(box=box.SIMPLE)
    for name in ("interview", "status", "asked for", "by", "why", "erased"):
        table.add_column(name, justify="right" if name == "erased" else "left", no_wrap=name == "interview")
    for one in erasures:
        asked = moment(one.requested_at)
        table.add_row(one.interview_id, _status(one), asked, one.requested_by, one.reason, str(one.count))
    return table


def receipt_view(one: Erasure) -> RenderableType:
    """What was erased, where and when."""
    table = Table(box=box.SIMPLE)
    for name in ("where", "what", "count"):
        table.add_column(name, justify="right" if name == "count" else "left")
    for erased in one.erased:
        table.add_row(erased.where, erased.kind, str(erased.count))
    return Group(*(Text(line) for line in _lines(one)), table)


def audit_table(entries: Sequence[AuditEntry]) -> RenderableType:
    """A row per entry."""
    if not entries:
        return Text("nothing on record", style="dim")
    table = Table(box=box.SIMPLE)
    for name in ("#", "when", "who", "what", "to", "outcome"):
        table.add_column(name, justify="right" if name == "#" else "left")
    for entry in entries:
        objects = ", ".join(entry.objects)
        table.add_row(str(entry.sequence), moment(entry.at), entry.actor, entry.action, objects, entry.outcome)
    return table


def verification_view(found: Verification) -> RenderableType:
    """Whether the chain is whole."""
    if found.is_whole:
        return Text(f"the chain is whole: {found.entries} entries", style="green")
    return Text(f"the chain is broken at entry {found.broken_at}", style="bold red")


def _status(one: Erasure) -> Text:
    return Text(one.status, style="green" if one.is_done else "yellow")


def _lines(one: Erasure) -> list[str]:
    asked = f"{one.interview_id}: {one.reason} by {one.requested_by}, {moment(one.requested_at)}"
    if not one.is_done or not one.completed_at or not one.backups_until:
        return [
            asked,
            f"being erased, {count(one.claims, 'worker')} so far, done at the earliest {moment(one.quiet_until)}",
        ]
    return [asked, f"erased {moment(one.completed_at)}; gone from back-ups by {moment(one.backups_until)}"]
