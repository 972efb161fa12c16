"""The rules score the simulator's candidates in their order, whatever the question."""

from statistics import fmean

import pytest

from bench.interviewer.candidates import script_of
from shared.adapters.lexical import LexicalEmbedder
from shared.adapters.rules_interviewer.scorer import RulesScorer


@pytest.mark.parametrize("name", ["job", "research"])
def test_strong_is_above_brief_and_brief_above_off_topic(name: str) -> None:
    script, scorer = script_of(name), RulesScorer(LexicalEmbedder())
    questions = script.plan.questions
    strong, brief = (
        fmean(scorer.score(one, script.said[one.id][how]).score for one in questions) for how in ("strong", "brief")
    )
    off = fmean(scorer.score(one, text).score for one in questions for text in script.off_topic)
    assert strong > brief + 2 > off + 2, (strong, brief, off)
