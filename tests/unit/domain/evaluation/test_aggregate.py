"""From answers to an evaluation."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.evaluation.aggregate import MIN_CONFIDENCE, evaluate, gated
from shared.domain.evaluation.evaluation import AnswerScore, Dimension, Evaluation, Recommendation
from shared.domain.made_by import Engine
from shared.domain.session.plan_kinds import QuestionKind

ENGINE = Engine(name="scripted", version="1")


def answer(number: int = 1, score: float | None = 8, **changes: Any) -> AnswerScore:
    usual: dict[str, Any] = {
        "question_id": f"q{number}",
        "question": "What?",
        "kind": QuestionKind.TECHNICAL,
        "turns": (number,),
        "score": score,
        "communication": None if score is None else 6,
        "definiteness": None if score is None else 5,
        "confidence": 0.8,
        "rationale": "gives an example",
        "quotes": ("so",),
        "evidence_ids": (f"e{number}",),
    }
    return AnswerScore(**usual | changes)


def evaluated(*answers: AnswerScore, required: tuple[str, ...] = ("q1",), abandoned: bool = False) -> Evaluation:
    return evaluate(answers, required, engine=ENGINE, prompt_version="v1", abandoned=abandoned)


@pytest.mark.parametrize(
    ("score", "recommended"),
    [
        (8.5, Recommendation.HIGHLY_RECOMMENDED),
        (8.4, Recommendation.RECOMMENDED),
        (7, Recommendation.RECOMMENDED),
        (6.9, Recommendation.CONSIDER),
        (5, Recommendation.CONSIDER),
        (4.9, Recommendation.NOT_RECOMMENDED),
        (0, Recommendation.NOT_RECOMMENDED),
    ],
)
def test_the_recommendation_follows_from_the_overall_score(score: float, recommended: Recommendation) -> None:
    found = evaluated(answer(score=score))
    assert (found.recommendation, found.overall) == (recommended, round(score * 10))


def test_dimensions_are_scored_where_something_was_asked() -> None:
    found = evaluated(answer(1, 8), answer(2, 6, kind=QuestionKind.BEHAVIOURAL))
    assert found.scores == {
        Dimension.TECHNICAL: 80,
        Dimension.BEHAVIORAL: 60,
        Dimension.COMMUNICATION: 60,
        Dimension.CONTENT: 70,
        Dimension.CONFIDENCE: 50,
    }
    assert Dimension.BEHAVIORAL not in evaluated(answer(1)).scores


def test_a_sure_answer_weighs_more() -> None:
    assert evaluated(answer(1, 10, confidence=0.9), answer(2, 0, confidence=0.45)).overall == 67


@pytest.mark.parametrize(("confidence", "quotes"), [(MIN_CONFIDENCE - 0.01, ("so",)), (1.0, ())])
def test_below_the_gate_there_is_no_score(confidence: float, quotes: tuple[str, ...]) -> None:
    found = gated(answer(confidence=confidence, quotes=quotes, red_flag="claims what it took back"))
    assert (found.score, found.communication, found.red_flag) == (None, None, None)
    whole = evaluated(found)
    assert (whole.overall, whole.recommendation) == (None, Recommendation.INSUFFICIENT_EVIDENCE)
    assert whole.gate


def test_at_the_gate_there_is_one() -> None:
    kept = answer(confidence=MIN_CONFIDENCE)
    assert gated(kept) == kept


def test_half_of_the_required_questions_must_be_scored() -> None:
    half = evaluated(answer(1), answer(2, None), required=("q1", "q2"))
    assert half.recommendation is Recommendation.RECOMMENDED
    fewer = evaluated(answer(1), answer(2, None), required=("q1", "q2", "q3"))
    assert fewer.recommendation is Recommendation.INSUFFICIENT_EVIDENCE
    assert fewer.overall == 80
    assert "q2, q3" in fewer.next_steps[0]
    assert fewer.steps_rest_on[0].question_ids == ("q2", "q3")


def test_a_red_flag_is_not_highly_recommended_and_names_its_evidence() -> None:
    found = evaluated(answer(1, 10, red_flag="says it was someone else's work"))
    assert found.recommendation is Recommendation.RECOMMENDED
    assert found.red_flags[0].evidence_ids == ("e1",)


def test_strengths_weaknesses_and_gaps_rest_on_answers() -> None:
    strong = answer(1, 9, met=("names a number",))
    weak = answer(2, 3, unmet=("says how it ended",), rationale="stays general")
    found = evaluated(strong, weak)
    assert [(s.text, s.question_ids) for s in found.strengths] == [("names a number", ("q1",))]
    assert [(s.text, s.evidence_ids) for s in found.weaknesses] == [("stays general", ("e2",))]
    assert [s.text for s in found.skill_gaps] == ["says how it ended"]


def test_a_step_names_the_answers_that_it_follows_from() -> None:
    found = evaluated(answer(1, 3), answer(2, 9), answer(3, 2, evidence_ids=("e1", "e3")))
    assert [(step.question_ids, step.evidence_ids) for step in found.steps_rest_on] == [(("q1", "q3"), ("e1", "e3"))]


def test_an_abandoned_interview_says_so_first() -> None:
    found = evaluated(answer(1), abandoned=True)
    assert found.abandoned
    assert found.next_steps[0] == "The interview was left before its end: offer another one."  # it is closed


@given(st.lists(st.none() | st.floats(0, 10), max_size=12), st.data())
def test_any_answers_come_to_an_evaluation_whose_numbers_lie_among_theirs(
    scores: list[float | None], data: st.DataObject
) -> None:
    answers = [gated(answer(n, score, confidence=data.draw(st.floats(0, 1)))) for n, score in enumerate(scores, 1)]
    found = evaluated(*answers, required=tuple(a.question_id for a in answers))
    left = [a.score for a in answers if a.score is not None]
    if not left:
        assert found.recommendation is Recommendation.INSUFFICIENT_EVIDENCE
        return
    assert found.overall is not None
    assert round(min(left) * 10) <= found.overall <= round(max(left) * 10)
