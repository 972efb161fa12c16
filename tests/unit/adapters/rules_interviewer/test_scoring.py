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


PLAIN = (
    "I led five people through the change of our payroll. "
    "In the end accounting, warehouse, canteen, garage and drivers saved two days a month."
)


@pytest.mark.parametrize(
    "same",
    [
        PLAIN.replace("I led", "Um, I, uh, led").replace("In", "Er, in"),
        PLAIN.replace("I led", "I like led").replace("In", "Basically in"),
        PLAIN.upper(),
    ],
)
def test_how_somebody_speaks_is_not_scored(same: str) -> None:
    scorer, question = RulesScorer(LexicalEmbedder()), script_of("job").plan.questions[0]
    plain, other = scorer.score(question, PLAIN), scorer.score(question, same)
    assert (other.communication, other.definiteness) == (plain.communication, plain.definiteness)


def test_what_says_more_and_can_be_followed_is_told_better() -> None:
    scorer, question = RulesScorer(LexicalEmbedder()), script_of("job").plan.questions[0]
    brief, endless = "Yes, payroll.", " and then ".join([PLAIN.replace(".", "")] * 8)
    told = [scorer.score(question, answer).communication for answer in (PLAIN, endless, brief)]
    assert told[0] > told[1], told
    assert told[0] > told[2], told


@pytest.mark.parametrize(("hedged", "least"), [("It was maybe payroll.", 6), ("Maybe, I guess, perhaps, whatever.", 0)])
def test_one_hedge_in_a_few_words_is_not_all(hedged: str, least: float) -> None:
    found = RulesScorer(LexicalEmbedder()).score(script_of("job").plan.questions[0], hedged).definiteness
    assert least <= found < 10
