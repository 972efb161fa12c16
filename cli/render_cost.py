"""What something has cost, for the eye."""

from collections.abc import Iterable
from math import floor, log10
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from shared.domain.engines import NANODOLLARS, PLATFORM, EngineUse
from shared.usecases.read_costs import Cost, InterviewCost

# What is nought in all rows is no column.
COLUMNS: Final = {
    "calls": "calls",
    "from store": "cached_calls",
    "retries": "retries",
    "tokens in": "tokens_in",
    "cached": "tokens_cached",
    "tokens out": "tokens_out",
    "audio s": "audio_seconds",
    "characters": "characters",
    "seconds": "seconds",
    "units": "units",
}
DIGITS = 3
AROUND = "around the steps"


def dollars(nanodollars: int) -> str:
    """A price in dollars: cents and their hundredths, or three digits of what is less; never rounded to nothing."""
    if not nanodollars:
        return "$0"
    amount = nanodollars / NANODOLLARS
    decimals = max(4, DIGITS - 1 - floor(log10(amount)))
    return f"${amount:,.{min(decimals, 9)}f}"


def cost_line(cost: Cost) -> str:
    """The total in a line."""
    return f"{dollars(cost.price_nanodollars)}, of which AWS {dollars(cost.aws_nanodollars)} (estimate)"


def interview_cost_view(cost: InterviewCost) -> RenderableType:
    """A row per step and model, and the total."""
    return _view(cost, ((step_use.step or AROUND, step_use.use) for step_use in cost.steps), "step")


def cost_view(cost: Cost) -> RenderableType:
    """A row per model, and the total."""
    return _view(cost, ((str(use.kind), use) for use in cost.uses), "kind")


def _view(cost: Cost, rows: Iterable[tuple[str, EngineUse]], first: str) -> RenderableType:
    if not cost.uses:
        return Text("nothing was used", style="dim")
    used = [name for name in COLUMNS if any(getattr(use, COLUMNS[name]) for use in cost.uses)]
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    for name in (first, "engine", *used, "price"):
        table.add_column(name, justify="left" if name in {first, "engine"} else "right")
    for label, use in rows:
        amounts = [_amount(getattr(use, COLUMNS[name])) for name in used]
        style = "dim" if use.kind == PLATFORM else ""
        table.add_row(label, _engine(use), *amounts, dollars(use.price_nanodollars), style=style)
    return Group(table, Text(f"\ntotal {cost_line(cost)}", style="bold"))


def _engine(use: EngineUse) -> str:
    return f"{use.provider} {use.model}{' (estimate)' if use.kind == PLATFORM else ''}"


def _amount(amount: float) -> str:
    if not amount:
        return ""
    return f"{amount:,}" if isinstance(amount, int) else f"{amount:,.2f}"
