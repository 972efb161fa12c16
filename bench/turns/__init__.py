"""What a turn of a live interview costs beside its providers: in process, through the local AWS, and in its prompt."""

import argparse

from bench.figures import Findings


def measure(options: argparse.Namespace) -> Findings:
    """Engines answer at once. `--size` is how many sessions of 60 turns are held in process."""
    from bench.turns.report import report

    return report(sessions=options.size or (1 if options.quick else 10), quick=options.quick)
