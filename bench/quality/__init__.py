"""How good the engines are on labelled interviews: `python -m bench quality`."""

import argparse

from bench.figures import Findings


def measure(options: argparse.Namespace) -> Findings:
    """Every configured engine on every sample, three times."""
    from bench.quality.report import report

    return report(runs=options.size or (1 if options.quick else 3), quick=options.quick)
