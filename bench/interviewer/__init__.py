"""Candidates of ten kinds against the interviewer: `python -m bench interviewer`."""

import argparse

from bench.figures import Findings


def measure(options: argparse.Namespace) -> Findings:
    """Every kind, both plans, so many seeds; the language model of PARLEY_LLM_BASE_URL besides, where there is one."""
    from bench.interviewer.report import report

    return report(seed=options.seed, seeds=options.size or (1 if options.quick else 5))
