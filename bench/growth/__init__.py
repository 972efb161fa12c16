"""How time, memory and reads grow with the length of an interview and with the number of interviews stored.

A growth exponent is the slope between the two largest sizes on logarithmic axes: 0 is constant, 1 is linear.
"""

import argparse
from collections.abc import Sequence

from bench.figures import Figure, Findings, at_most
from bench.growth.counting import Counter
from bench.growth.operations import costs_by_length, costs_by_number
from bench.growth.quiet import quiet_stage
from bench.growth.recorded import QUICK as QUICKLY_RECORDED
from bench.growth.recorded import Lengths, Room, recorded, rooms
from bench.growth.series import CONSTANT, LINEAR, Measures, Series, details, worst

MINUTES = (1, 10, 100)
STORED = (1, 100, 10_000)
QUICK = ((1, 2, 4), (1, 30, 60))  # pages are full from the second on
STORAGE: Measures = {
    "requests": lambda cost: cost.requests,
    "items read": lambda cost: cost.items,
    "items written": lambda cost: cost.items_written,
    "bytes read": lambda cost: cost.read_bytes,
    "bytes sent": lambda cost: cost.sent_bytes,
}
TIME: Measures = {"time": lambda cost: cost.seconds}
MEMORY: Measures = {"peak memory": lambda cost: cost.peak_megabytes}
MEASURES: Measures = {**STORAGE, **TIME, **MEMORY}


def measure(options: argparse.Namespace) -> Findings:
    """Interviews in one stage in which nothing happens by itself, then recordings, whose functions it has shown."""
    minutes, stored = QUICK if options.quick else (MINUTES, STORED)
    lengths, numbers, room = _stored(minutes, stored)
    figures, lines = recorded(QUICKLY_RECORDED if options.quick else Lengths(), room)
    return Findings(
        [*_by_length(lengths), *figures, *_by_number(numbers)],
        [*details(lengths, "min", MEASURES), "", *lines, "", *details(numbers, "stored", MEASURES)],
    )


def _stored(minutes: Sequence[int], stored: Sequence[int]) -> tuple[Series, Series, dict[str, Room]]:
    with quiet_stage() as stage:
        counter = Counter()
        costs_by_length(stage, counter, 1)  # imports and clients, which are no growth
        lengths = [(size, costs_by_length(stage, counter, size)) for size in minutes]
        numbers, before = [], 0
        for size in stored:
            numbers.append((size, costs_by_number(stage, counter, size - before)))
            before = size
        return lengths, numbers, rooms(stage.client("lambda").list_functions(MaxItems=100)["Functions"])


def _by_length(series: Series) -> list[Figure]:
    rows = {
        "time": (TIME, "no step takes more than in proportion to the length"),
        "memory": (MEMORY, "memory grows no faster than what is read"),
        "what is read and written": (STORAGE, "no step asks more of storage than in proportion to the length"),
    }
    sizes = " to ".join(str(size) for size, _ in series[-2:])
    figures = []
    for what, (measures, means) in rows.items():
        value, where = worst(series, measures)
        figures.append(
            Figure(
                what=f"growth of {what} from {sizes} minutes of transcript, the worst",
                value=f"{value:.2f} ({where})",
                bar=f"{LINEAR:.1f}",
                met=at_most(value, LINEAR),
                means=means,
            )
        )
    return figures


def _by_number(series: Series) -> list[Figure]:
    value, where = worst(series, STORAGE)
    sizes = " to ".join(f"{size:,}" for size, _ in series[-2:])
    moved = Figure(
        what=f"growth of what is read and written from {sizes} interviews stored, the worst",
        value=f"{value:.2f} ({where})",
        bar=f"{CONSTANT:.1f}",
        met=at_most(value, CONSTANT),
        means="no operation asks more of storage because there is more",
    )
    slowest, where = worst(series, TIME)
    means = "the local AWS keeps its table in a plain dictionary: its part of the time is not DynamoDB's"
    return [moved, Figure(what=f"growth of time from {sizes}", value=f"{slowest:.2f} ({where})", means=means)]
