"""Webhooks under load: events at a steady pace into a receiver with faults, and beside an organisation in a tarpit."""

import argparse
import sys

from bench.figures import Figure, Findings, at_most
from bench.sandbox import SCRIPTED, Sandbox, TooSlow, sandbox
from bench.webhook_receiver import FAULTY_OF, is_faulty
from bench.webhooks.load import Arrivals, Committed, Receiver, commit, follow, receiving, subscribe

A_SECOND, SECONDS = 100, 60
STUCK, BESIDE, BESIDE_A_SECOND = 10_000, 100, 5
QUICK = 100
PATIENCE = 600.0
NEIGHBOUR_BAR = 5.0


def measure(options: argparse.Namespace) -> Findings:
    """Two loads, one after the other, in one stage. `--size` is how many events the first one has."""
    count = options.size or (QUICK if options.quick else A_SECOND * SECONDS)
    stuck = QUICK if options.quick else STUCK
    with sandbox(SCRIPTED) as stage, receiving() as found:
        return Findings([*_steady(stage, found, count), *_beside_a_tarpit(stage, found, stuck)])


def _steady(stage: Sandbox, found: Receiver, count: int) -> list[Figure]:
    key = subscribe(stage, "steady", f"{found.url}/well")
    committed = commit(stage, key, count, a_second=A_SECOND)
    print(f"  {count} events committed", file=sys.stderr, flush=True)
    twice = {name: 2 for name in committed.at if is_faulty(name)}
    arrived = _followed(found, committed, twice)
    seconds = committed.latencies(arrived)
    extra = sum(max(0, len(times) - twice.get(name, 1)) for name, times in arrived.items() if name in committed.at)
    again = sum(len(arrived.get(name, ())) == 2 for name in twice)  # noqa: PLR2004 - once refused, once taken
    return [
        Figure(
            what=f"of {count} events at {A_SECOND} a second, arrived",
            value=f"{len(seconds)}",
            bar=f"{count}",
            met=len(seconds) == count,
            means=f"one in {FAULTY_OF} is refused the first time",
        ),
        Figure(
            what="refused the first time, taken the second",
            value=f"{again} of {len(twice)}",
            bar=f"{len(twice)}",
            met=again == len(twice),
            means="by the schedule, a minute later",
        ),
        Figure(
            what="arrived more often than it had to",
            value=f"{extra}",
            bar="0",
            met=extra == 0,
            means="nothing was killed here: a duplicate would be ours",
        ),
        Figure(
            what="from the commit to the receiver",
            value=f"p50 {_part(seconds, 0.5):.1f} s, p95 {_part(seconds, 0.95):.1f} s",
            means="through the local AWS's stream and queues, which are polled, with two senders",
        ),
    ]


def _beside_a_tarpit(stage: Sandbox, found: Receiver, stuck: int) -> list[Figure]:
    trapped = subscribe(stage, "trapped", f"{found.url}/tarpit")
    beside = subscribe(stage, "beside", f"{found.url}/well")
    commit(stage, trapped, stuck, a_second=0)
    print(f"  {stuck} events into the tarpit", file=sys.stderr, flush=True)
    committed = commit(stage, beside, BESIDE, a_second=BESIDE_A_SECOND)
    seconds = committed.latencies(_followed(found, committed, {}))
    slowest = _part(seconds, 0.95)
    return [
        Figure(
            what=f"beside an organisation with {stuck:,} deliveries into a tarpit, another's p95",
            value=f"{slowest:.1f} s",
            bar=f"{NEIGHBOUR_BAR:.0f} s",
            met=len(seconds) == BESIDE and at_most(slowest, NEIGHBOUR_BAR),
            means=f"{len(seconds)} of {BESIDE} events arrived; one dead receiver slows nobody else",
        )
    ]


def _followed(found: Receiver, committed: Committed, attempts: dict[str, int]) -> Arrivals:
    try:
        return follow(found, committed, seconds=PATIENCE, attempts=attempts)
    except TooSlow:
        return found.arrived()


def _part(values: list[float], share: float) -> float:
    """The value below which that share lies; a nought where there is none."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0
