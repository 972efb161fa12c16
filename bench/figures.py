"""What a bench finds: figures with their bars, and the command, machine and day that they come from."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict


class Figure(BaseModel):
    """One row of the table. `met` is None where the figure has no bar."""

    model_config = ConfigDict(frozen=True)

    what: str
    value: str
    bar: str = ""
    met: bool | None = None
    means: str = ""


class Measurement(BaseModel):
    """One run of one bench. `details` are lines of Markdown below the table; `load` is before and after.

    `source` is the digest of the bench as it was then; the first ones were kept without.
    """

    model_config = ConfigDict(frozen=True)

    bench: str
    command: str
    measured_at: str
    machine: str
    load: str
    seconds: float
    figures: tuple[Figure, ...]
    details: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_crowded(self) -> bool:
        """Whether more wanted to work than there are processors, before it began: what takes time took more."""
        return float(self.load.partition(",")[0]) > int(self.machine.partition(" ")[0])


@dataclass(frozen=True)
class Findings:
    """What a bench hands over."""

    figures: Sequence[Figure]
    details: Sequence[str] = ()


def at_most(value: float, bar: float) -> bool:
    """Whether a figure keeps its bar."""
    return value <= bar


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A Markdown table. A bar within a cell would end it."""
    cells = [[str(cell).replace("|", "/") for cell in row] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines]
