"""Measurements are kept as they were taken, and the document is written from them: no figure is typed by hand."""

from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, Measurement, table
from bench.sources import source_of

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"
DOCUMENT = ROOT / "docs" / "benchmarks.md"
ORDER = (
    "imports",
    "overhead",
    "audio",
    "growth",
    "concurrency",
    "bulk",
    "webhooks",
    "money",
    "quality",
    "interviewer",
    "turns",
    "sessions",
    "chaos",
)
FORMER = ", of a former version of the bench"
CROWDED = ": more than its processors, so its times are too long"
HEAD = ("bench", "figure", "measured", "bar", "kept", "what it means")
INTRODUCTION = """# Benchmarks

Written by `make bench` (and `make chaos`) from `bench/results/`; a test holds this page to them. Speed is given as
ratios within one run, because machines differ and are shared. Bars come from the project's own requirements. A bar that
is missed says so.
"""


def keep(measurement: Measurement) -> None:
    """Writes the measurement in place of the former one of its bench, and the document anew."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{measurement.bench}.json").write_text(measurement.model_dump_json(indent=1) + "\n")
    DOCUMENT.write_text(document(kept()))


def kept() -> list[Measurement]:
    """The newest measurement of each bench, in the order of the document."""
    files = [RESULTS / f"{name}.json" for name in ORDER]
    return [Measurement.model_validate_json(file.read_text()) for file in files if file.exists()]


def document(measurements: Sequence[Measurement]) -> str:
    """The whole page."""
    rows = [_row(measurement.bench, figure) for measurement in measurements for figure in measurement.figures]
    taken = [_taken(measurement) for measurement in measurements]
    lines = [INTRODUCTION, *table(HEAD, rows), "", "## How each was measured", ""]
    lines += table(("bench", "command", "machine", "when", "load before and after", "took"), taken)
    for measurement in measurements:
        lines += ["", f"## {measurement.bench}", "", *measurement.details] if measurement.details else []
    return "\n".join(lines) + "\n"


def _row(bench: str, figure: Figure) -> tuple[str, ...]:
    kept_bar = {True: "yes", False: "**no**", None: ""}[figure.met]
    return bench, figure.what, figure.value, figure.bar, kept_bar, figure.means


def _taken(measurement: Measurement) -> tuple[str, ...]:
    took = f"{measurement.seconds:.0f} s"
    command = f"`{measurement.command}`"
    when = measurement.measured_at + ("" if measurement.source == source_of(measurement.bench) else FORMER)
    load = measurement.load + (CROWDED if measurement.is_crowded else "")
    return measurement.bench, command, measurement.machine, when, load, took
