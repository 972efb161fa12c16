"""Costs by size, and how fast they grow.

A growth exponent is the slope between the two largest sizes on logarithmic axes: 0 is constant, 1 is linear.
"""

import math
from collections.abc import Callable, Mapping, Sequence

from bench.figures import table
from bench.growth.counting import Cost

LINEAR, CONSTANT = 1.1, 0.1
Measures = Mapping[str, Callable[[Cost], float]]
Series = Sequence[tuple[int, Mapping[str, Cost]]]


def exponent(series: Series, operation: str, of: Callable[[Cost], float]) -> float:
    """The slope between the two largest sizes. From nothing to something has no end; what comes to nothing is 0."""
    (small, one), (large, other) = series[-2:]
    first, second = of(one[operation]), of(other[operation])
    if not (first and second):
        return math.inf if second else 0.0
    return math.log(second / first) / math.log(large / small)


def worst(series: Series, measures: Measures, operations: Sequence[str] = ()) -> tuple[float, str]:
    """The largest exponent, and of which operation and measure it is; of all operations, if none is named."""
    named = operations or tuple(series[0][1])
    return max((exponent(series, one, of), f"{one}, {name}") for one in named for name, of in measures.items())


def details(series: Series, unit: str, measures: Measures) -> list[str]:
    """A table of all of it."""
    sizes = "/".join(str(size) for size, _ in series)
    head = ["operation", *(f"{name} at {sizes} {unit}, exponent" for name in measures)]
    rows = [[one, *(_cell(series, one, of) for of in measures.values())] for one in series[0][1]]
    return table(head, rows)


def _cell(series: Series, operation: str, of: Callable[[Cost], float]) -> str:
    values = "/".join(f"{of(costs[operation]):.3g}" for _, costs in series)
    return f"{values}, {exponent(series, operation, of):.2f}"
