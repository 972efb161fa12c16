"""How time, memory and reads grow with the length of an interview and with the number of interviews stored.

A growth exponent is the slope between the two largest sizes on logarithmic axes: 0 is constant, 1 is linear.
"""

import argparse
import math
from collections.abc import Callable, Mapping, Sequence

from bench.figures import Figure, Findings, at_most, table
from bench.growth.counting import Cost, Counter
from bench.growth.operations import Costs, costs_by_length, costs_by_number
from bench.growth.quiet import quiet_stage

MINUTES = (1, 10, 100)
STORED = (1, 100, 10_000)
QUICK = ((1, 2, 4), (1, 10, 20))
LINEAR, CONSTANT = 1.1, 0.1
MEASURES: Mapping[str, Callable[[Cost], float]] = {
    "requests": lambda cost: cost.requests,
    "items": lambda cost: cost.items,
    "bytes read": lambda cost: cost.read_bytes,
    "time": lambda cost: cost.seconds,
    "peak memory": lambda cost: cost.peak_megabytes,
}
READING = ("requests", "items", "bytes read")
Series = Sequence[tuple[int, Costs]]


def measure(options: argparse.Namespace) -> Findings:
    """Both axes, in one stage in which nothing happens by itself."""
    minutes, stored = QUICK if options.quick else (MINUTES, STORED)
    with quiet_stage() as stage:
        counter = Counter()
        costs_by_length(stage, counter, 1)  # imports and clients, which are no growth
        lengths = [(size, costs_by_length(stage, counter, size)) for size in minutes]
        numbers, before = [], 0
        for size in stored:
            numbers.append((size, costs_by_number(stage, counter, size - before)))
            before = size
    return Findings(
        [*_by_length(lengths), *_by_number(numbers)], [*_details(lengths, "min"), "", *_details(numbers, "stored")]
    )


def exponent(series: Series, operation: str, of: Callable[[Cost], float]) -> float:
    """The slope between the two largest sizes. What is nothing at either counts as constant."""
    (small, one), (large, other) = series[-2:]
    first, second = of(one[operation]), of(other[operation])
    return math.log(second / first) / math.log(large / small) if first and second else 0.0


def _worst(series: Series, names: Sequence[str]) -> tuple[float, str]:
    operations = series[0][1]
    return max((exponent(series, one, MEASURES[name]), f"{one}, {name}") for one in operations for name in names)


def _by_length(series: Series) -> list[Figure]:
    rows = {
        "time": ("time", "no step takes more than in proportion to the length"),
        "memory": ("peak memory", "memory grows no faster than what is read"),
        "what is read and written": (READING, "no step reads more than in proportion to the length"),
    }
    sizes = " to ".join(str(size) for size, _ in series[-2:])
    figures = []
    for what, (names, means) in rows.items():
        worst, where = _worst(series, (names,) if isinstance(names, str) else names)
        figures.append(
            Figure(
                what=f"growth of {what} from {sizes} minutes of transcript, the worst",
                value=f"{worst:.2f} ({where})",
                bar=f"{LINEAR:.1f}",
                met=at_most(worst, LINEAR),
                means=means,
            )
        )
    return figures


def _by_number(series: Series) -> list[Figure]:
    worst, where = _worst(series, READING)
    sizes = " to ".join(f"{size:,}" for size, _ in series[-2:])
    read = Figure(
        what=f"growth of what is read from {sizes} interviews stored, the worst",
        value=f"{worst:.2f} ({where})",
        bar=f"{CONSTANT:.1f}",
        met=at_most(worst, CONSTANT),
        means="no operation reads more because there is more",
    )
    slowest, where = _worst(series, ("time",))
    means = "the local AWS keeps its table in a plain dictionary: its part of the time is not DynamoDB's"
    return [read, Figure(what=f"growth of time from {sizes}", value=f"{slowest:.2f} ({where})", means=means)]


def _details(series: Series, unit: str) -> list[str]:
    head = [
        "operation",
        *(f"{name} at {'/'.join(str(size) for size, _ in series)} {unit}, exponent" for name in MEASURES),
    ]
    rows = [[one, *(_cell(series, one, of) for of in MEASURES.values())] for one in series[0][1]]
    return table(head, rows)


def _cell(series: Series, operation: str, of: Callable[[Cost], float]) -> str:
    values = "/".join(f"{of(costs[operation]):.3g}" for _, costs in series)
    return f"{values}, {exponent(series, operation, of):.2f}"
