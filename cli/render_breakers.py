"""Breakers for the eye, and for programs."""

from collections.abc import Sequence
from datetime import datetime

from rich import box
from rich.table import Table
from rich.text import Text

from shared.domain.breaker import Breaker, BreakerState

COLOURS = {BreakerState.CLOSED: "green", BreakerState.HALF_OPEN: "yellow"}


def breaker_objects(breakers: Sequence[Breaker], now: datetime) -> list[dict[str, object]]:
    """Each with its name and its state at that time."""
    return [
        {"name": str(breaker.key), "state": breaker.state(now)} | breaker.model_dump(mode="json", by_alias=True)
        for breaker in breakers
    ]


def breakers_table(breakers: Sequence[Breaker], now: datetime) -> Table:
    """One in a row."""
    table = Table("provider", "state", "why", box=box.SIMPLE)
    for breaker in breakers:
        state = breaker.state(now)
        table.add_row(str(breaker.key), Text(state, style=COLOURS.get(state, "red")), Text(why(breaker)))
    return table


def why(breaker: Breaker) -> str:
    """In words, why it is not closed; empty when it is."""
    if breaker.paused:
        return f"paused by {breaker.paused.by} at {breaker.paused.at:%Y-%m-%d %H:%M}: {breaker.paused.reason}"
    if breaker.probe_from is None:
        return f"{len(breaker.failures)} failures since the last success" if breaker.failures else ""
    return f"{breaker.opened_for} too often; one call may try from {breaker.probe_from:%H:%M:%S} UTC"
