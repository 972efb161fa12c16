"""Interviews in a storm: workers die, providers and storage fail, the local AWS restarts; redrives mend."""

import argparse
from collections.abc import Mapping

from bench.chaos.recordings import PIECES
from bench.chaos.storm import Aftermath, Storm, weather
from bench.figures import Figure, Findings, table

INTERVIEWS, RECORDINGS = 50, 5
QUICK, QUICKLY_RECORDED = 4, 1
RATE = 0.2

__all__ = ["Aftermath", "Storm", "measure", "weather"]


def measure(options: argparse.Namespace) -> Findings:
    """Fifty interviews, or four in a quick run; some of them are recordings."""
    count = options.size or (QUICK if options.quick else INTERVIEWS)
    recordings = min(count, QUICKLY_RECORDED if options.quick else RECORDINGS)
    after = weather(Storm(interviews=count, recordings=recordings, rate=RATE, seed=options.seed))
    figures = [
        _all(f"of {count} interviews, completed in the end", after.completed, count),
        _none("interviews whose evidence differs from what was said, or is there twice", after.wrong_evidence),
        _none("calls of providers for work that was finished, or for what was already kept", after.needless_calls),
        _none("calls of providers of which nobody knows for which interview", after.nameless_calls),
        _none("slots still held at the end", after.held_slots),
        _stormy({**after.faults, **({} if options.quick else after.faults_of_provider)}),
    ]
    rows = [
        ("chance of each call to fail", f"{RATE:.0%}"),
        ("seed", options.seed),
        (f"recordings among them, of {PIECES} pieces each", recordings),
        ("calls of the provider, over HTTP", after.provider_calls),
        ("of them pieces of recordings to be heard", after.pieces_heard),
        ("runs", after.runs),
        ("bulk redrives", after.redrives),
        ("runs that failed and were redriven", after.redriven),
        *after.faults.items(),
        *after.faults_of_provider.items(),
        ("errors on record", ", ".join(f"{name} {number}" for name, number in after.errors)),
        ("seconds until all were completed", f"{after.seconds:.0f}"),
    ]
    return Findings(figures, table(("storm", ""), rows))


def _stormy(faults: Mapping[str, int]) -> Figure:
    """Where a kind of fault never came, the other rows say nothing of it."""
    rarest = min(faults, key=lambda kind: faults[kind])
    return Figure(
        what=f"of {len(faults)} kinds of faults, the rarest came",
        value=f"{faults[rarest]} times ({rarest})",
        bar="1 or more",
        met=faults[rarest] > 0,
        means="workers killed, storage that refuses, and all that providers do: else it was no storm",
    )


def _all(what: str, value: int, bar: int) -> Figure:
    return Figure(what=what, value=str(value), bar=str(bar), met=value == bar, means="nothing stays broken for ever")


def _none(what: str, value: int) -> Figure:
    return Figure(what=what, value=str(value), bar="0", met=value == 0, means="whatever died, and when")
