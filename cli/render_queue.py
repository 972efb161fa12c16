"""The queue for the eye."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_text import count
from shared.domain.admission import Slot
from shared.usecases.oldest_waits import waited
from shared.usecases.read_queue import LaneQueue

SHOWN = 25


def queue_view(lanes: Sequence[LaneQueue], now: datetime) -> RenderableType:
    """Lane by lane: slots and their leases, then places. Of a long queue the first ones."""
    return Group(*(part for lane in lanes for part in _lane(lane, now)))


def _lane(lane: LaneQueue, now: datetime) -> Iterator[RenderableType]:
    waits = count(len(lane.places), "run") + (" waits" if len(lane.places) == 1 else " wait")
    yield Text(f"lane {lane.lane}", style="bold").append(
        f"  {len(lane.held)} of {lane.limit} slots in use, {waits}", style="not bold"
    )
    for slot in lane.held:
        yield _slot(slot, now)
    if lane.places:
        yield _table(lane, now)
    if len(lane.places) > SHOWN:
        yield Text(f"  and {len(lane.places) - SHOWN} more: see all with --json", style="dim")


def _slot(slot: Slot, now: datetime) -> Text:
    holder, left = slot.holder, (slot.lease_until - now).total_seconds()
    text = Text(f"  slot {slot.number}: ", style="cyan")
    run = f"{holder.organisation_id} {holder.interview_id} run {holder.run}"
    return text.append(f"{run}, lease ends in {span(left)} unless renewed", style="default")


def _table(lane: LaneQueue, now: datetime) -> Table:
    table = Table(box=box.SIMPLE)
    table.add_column("place", justify="right")
    for name in ("interview", "waits", "why"):
        table.add_column(name, no_wrap=name != "why")
    for place in lane.places[:SHOWN]:
        run = place.waiting.run
        waits = span(waited(place.waiting, now))
        named = f"{run.organisation_id} {run.interview_id} r{run.run}"
        table.add_row(str(place.position), named, waits, place.why)
    return table


def span(seconds: float) -> str:
    """`12 s`, `3 min`."""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"  # noqa: PLR2004 - two minutes
