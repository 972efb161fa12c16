"""`python -m bench [NAME ...] [--quick] [--option value]`: measures, prints, and writes `docs/benchmarks.md`.

A quick run is for trying a bench out: it is small, and nothing is written.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress

from bench import machine, record
from bench.figures import Findings, Measurement
from bench.sandbox import TooSlow, sharing, wait_for
from bench.sources import source_of

Bench = Callable[[argparse.Namespace], Findings]
SEED = 20261121
CALM_SECONDS = 180


def main(arguments: Sequence[str]) -> int:
    """Runs the benches named, or all; 1 when one has missed a bar."""
    options = _parser().parse_args(arguments)
    with sharing() if options.quick else nullcontext():
        missed = [name for name in options.names or record.ORDER if not _measure(name, options)]
    if missed:
        print(f"a bar was missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


def _measure(name: str, options: argparse.Namespace) -> bool:
    if not options.quick:
        _wait_for_calm()
    before, watch = machine.load(), machine.Stopwatch()
    print(f"bench {name}: seed {options.seed}", file=sys.stderr, flush=True)
    found = bench_of(name)(options)
    measurement = Measurement(
        bench=name,
        command=_command(name, options),
        measured_at=machine.now(),
        machine=machine.describe(),
        load=f"{before}, {machine.load()}",
        seconds=round(watch.seconds, 1),
        figures=tuple(found.figures),
        details=tuple(found.details),
        source=source_of(name),
    )
    print(record.document([measurement]).partition("\n\n")[2])
    if not options.quick:
        record.keep(measurement)
    return all(figure.met is not False for figure in found.figures)


def _wait_for_calm() -> None:
    """The load of what ran before is over after some minutes. What does not end is said in the row."""
    with suppress(TooSlow):
        wait_for(lambda: float(machine.load()) <= (os.cpu_count() or 1) or None, CALM_SECONDS, every=5)


def bench_of(name: str) -> Bench:
    """The function `measure` of the bench's module."""
    measure: Bench = importlib.import_module(f"bench.{name}").measure
    return measure


def _command(name: str, options: argparse.Namespace) -> str:
    sized = f" --size {options.size}" if options.size else ""
    seeded = f" --seed {options.seed}" if options.seed != SEED else ""
    hosted = "".join(f" --provider {provider}" for provider in options.provider) if name == "quality" else ""
    return f".venv/bin/python -m bench {name}{sized}{seeded}{hosted}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *record.ORDER], help="all, if none is named")
    parser.add_argument("--quick", action="store_true", help="a small size, nothing is written")
    parser.add_argument("--size", type=int, default=0, help="interviews, minutes or repeats: what the bench counts")
    parser.add_argument("--seed", type=int, default=SEED)
    told = "quality: a hosted provider too, by the key that `parley providers set-key` keeps; may be repeated"
    parser.add_argument("--provider", action="append", default=[], metavar="NAME", help=told)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
