"""How good the engines are on labelled interviews: `python -m bench quality`."""

import argparse

from bench.figures import Findings


def measure(options: argparse.Namespace) -> Findings:
    """Every configured engine on every sample, three times; hosted ones when they are asked for (`--provider`)."""
    from bench.quality.report import report

    runs = options.size or (1 if options.quick else 3)
    return report(runs=runs, quick=options.quick, seed=options.seed, providers=options.provider)
