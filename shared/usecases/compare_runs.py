"""Two runs of an interview side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.comparison import compare, views_of
from shared.domain.evidence import EvidenceUnit
from shared.domain.steps import Step
from shared.domain.theme import Theme, ThemeEvidence

if TYPE_CHECKING:
    from shared.domain.comparison import Comparison, ThemeView
    from shared.domain.interview_key import InterviewKey
    from shared.ports import ResultStore, RunStore


def compare_runs(key: InterviewKey, before: int, after: int, *, runs: RunStore, results: ResultStore) -> Comparison:
    """What changed in the themes from run `before` to run `after`. Raises UnknownRun."""
    history = {run.key.run: run.completed_steps for run in runs.list_runs(key)}
    for number in (before, after):
        runs.get_run(key.run(number))
    return compare(before, _themes(key, before, history, results), after, _themes(key, after, history, results))


def _themes(
    key: InterviewKey, number: int, history: dict[int, tuple[Step, ...]], results: ResultStore
) -> tuple[ThemeView, ...]:
    """The themes that readers saw after that run: its own, or those of the latest run before it that made some."""
    made = _latest(history, Step.INSIGHTS, number)
    if made is None:
        return ()
    read = _latest(history, Step.EVIDENCE, made) or made
    quotes = {unit.id: unit.quote for unit in results.load_rows(key.run(read), Step.EVIDENCE, EvidenceUnit)}
    themes = results.load_rows(key.run(made), Step.INSIGHTS, Theme)
    links = results.load_rows(key.run(made), Step.INSIGHTS, ThemeEvidence)
    return views_of(themes, links, quotes)


def _latest(history: dict[int, tuple[Step, ...]], step: Step, until: int) -> int | None:
    return max((number for number, steps in history.items() if number <= until and step in steps), default=None)
