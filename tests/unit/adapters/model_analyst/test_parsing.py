"""JSON is found in what models put around it, and a misfit is told in words without what was said."""

import pytest

from shared.adapters.model_analyst.answers import EvidenceAnswer, QuestionsAnswer, SummaryAnswer
from shared.adapters.model_analyst.parsing import EMPTY, MOST_PROBLEMS, Misfit, parse

FITTING = '{"summary": "All well."}'


@pytest.mark.parametrize(
    "text",
    [
        FITTING,
        f"\n  {FITTING}\n",
        f"```json\n{FITTING}\n```",
        f"```\n{FITTING}\n```",
        f"Here it is:\n```json\n{FITTING}\n```\nAnything else?",
        f"<think>They want {{JSON}}.</think>{FITTING}",
        '{"summary": "All well.", "mood": "good"}',
    ],
)
def test_what_models_put_around_json_is_no_misfit(text: str) -> None:
    assert parse(text, SummaryAnswer) == SummaryAnswer(summary="All well.")


@pytest.mark.parametrize("text", ["", "  \n", "<think>hm</think>"])
def test_an_empty_answer_is_a_misfit(text: str) -> None:
    with pytest.raises(Misfit, match="empty") as misfit:
        parse(text, SummaryAnswer)
    assert misfit.value.complaint == EMPTY


@pytest.mark.parametrize(
    "text",
    ["I cannot do that.", '{"summary": "cut o', "[]", "null", '"text"', '{"summary": null}', '{"summary": "\\ud800"}'],
)
def test_anything_else_is_a_misfit(text: str) -> None:
    with pytest.raises(Misfit):
        parse(text, SummaryAnswer)


def test_a_complaint_names_the_places_and_the_kinds_hold_nothing_said() -> None:
    secret = '{"answers": [{"question": "hush", "status": "maybe", "summary": "", "evidence": [], "confidence": NaN}]}'
    with pytest.raises(Misfit) as misfit:
        parse(secret, QuestionsAnswer)
    assert "answers.0.question" in misfit.value.complaint
    assert "answers.0.status" in misfit.value.complaint
    assert str(misfit.value) == "1 enum, 1 finite_number, 1 int_parsing"
    assert "hush" not in misfit.value.complaint + str(misfit.value)


def test_a_complaint_stays_short() -> None:
    broken = '{"people": [], "evidence": [' + ",".join(["{}"] * 100) + "]}"
    with pytest.raises(Misfit) as misfit:
        parse(broken, EvidenceAnswer)
    assert misfit.value.complaint.count("\n- ") == MOST_PROBLEMS + 1
    assert "492 more" in misfit.value.complaint
