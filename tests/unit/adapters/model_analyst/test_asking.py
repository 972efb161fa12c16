"""An answer that does not fit is repaired at most twice; what is too long is asked in parts, and never cut."""

import json
from typing import Any

import pytest

from shared.adapters.model_analyst.answers import SummaryAnswer
from shared.adapters.model_analyst.asking import MAX_REPAIRS, TOO_LONG, Asker
from shared.adapters.model_analyst.parsing import EMPTY
from shared.domain.errors import AnswerInvalid, ContextTooLong, EngineFailed, EngineRefused
from shared.ports import Prompt
from tests.fakes import ScriptedModel
from tests.fakes.language import text_answer

FITTING = {"summary": "All well."}


def ask(model: ScriptedModel) -> str:
    return Asker(model).ask("summarise", {"evidence": [], "parts": []}, SummaryAnswer).summary


def data(part: Any) -> dict[str, Any]:
    return {"parts": list(part)}


def ask_parts(model: ScriptedModel, *items: str) -> list[list[str]]:
    return [list(part) for part, _ in Asker(model).ask_in_parts("summarise", items, data, SummaryAnswer)]


def parts(prompt: Prompt) -> list[str]:
    found: list[str] = json.loads(prompt.data)["parts"]
    return found


def test_a_fitting_answer_is_asked_for_once() -> None:
    model = ScriptedModel(answers=[FITTING])
    assert ask(model) == "All well."
    (prompt,) = model.prompts
    assert (prompt.name, prompt.version, prompt.repairs) == ("summarise", 1, ())
    assert prompt.data == '{"evidence":[],"parts":[]}'
    assert model.schemas == [SummaryAnswer]


def test_the_misfit_is_fed_back() -> None:
    model = ScriptedModel(answers=["no JSON", {"summary": 3}, FITTING])
    assert ask(model) == "All well."
    assert [len(prompt.repairs) for prompt in model.prompts] == [0, 1, 2]
    first, second = model.prompts[-1].repairs
    assert first.answer == "no JSON"
    assert "Invalid JSON" in first.complaint
    assert "summary: Input should be a valid string" in second.complaint


def test_after_two_repairs_the_answer_is_invalid_and_what_was_said_is_not_in_the_message() -> None:
    model = ScriptedModel(answers=["what Ann said"] * 5)
    with pytest.raises(AnswerInvalid, match="scripted-model, prompt summarise v1: after 2 repairs") as error:
        ask(model)
    assert "Ann" not in str(error.value)
    assert len(model.calls) == 1 + MAX_REPAIRS
    assert len(model.answers) == 2


def test_an_empty_answer_is_a_misfit() -> None:
    model = ScriptedModel(answers=["", FITTING])
    assert ask(model) == "All well."
    assert model.prompts[-1].repairs[0].complaint == EMPTY


def test_an_answer_cut_off_is_asked_for_in_short_where_nothing_can_be_divided() -> None:
    model = ScriptedModel(answers=[text_answer(json.dumps(FITTING), truncated=True), FITTING])
    assert ask(model) == "All well."
    assert model.prompts[-1].repairs[0].complaint == TOO_LONG


def test_an_answer_that_stays_cut_off_is_invalid() -> None:
    with pytest.raises(AnswerInvalid, match="cut off"):
        ask(ScriptedModel(answers=[text_answer("{", truncated=True)] * 3))


@pytest.mark.parametrize("error", [EngineFailed("x"), EngineRefused("x")])
def test_errors_of_the_model_are_not_repaired(error: Exception) -> None:
    model = ScriptedModel(answers=[error])
    with pytest.raises(type(error)):
        ask(model)
    assert len(model.calls) == 1


def test_items_go_together_as_far_as_they_fit() -> None:
    model = ScriptedModel(reply=lambda _: FITTING, context_tokens=16_384)
    items = [f"{number:02d} " + "word " * 400 for number in range(20)]
    asked = ask_parts(model, *items)
    assert [item for part in asked for item in part] == items
    assert 1 < len(asked) < len(items)
    assert max(map(len, asked)) > 1


def test_a_part_that_is_too_long_after_all_is_halved_until_it_fits() -> None:
    def reply(prompt: Prompt) -> Any:
        return ContextTooLong("too long") if len(parts(prompt)) > 2 else FITTING

    assert ask_parts(ScriptedModel(reply=reply), *"abcdefg") == [["a"], ["b", "c"], ["d", "e"], ["f", "g"]]


def test_a_part_whose_answer_is_cut_off_is_halved_before_anything_is_shortened() -> None:
    def reply(prompt: Prompt) -> Any:
        return text_answer("{", truncated=True) if len(parts(prompt)) > 1 else FITTING

    model = ScriptedModel(reply=reply)
    assert ask_parts(model, *"abc") == [["a"], ["b"], ["c"]]
    assert not any(prompt.repairs for prompt in model.prompts)


def test_a_single_item_that_is_too_long_is_a_named_error() -> None:
    with pytest.raises(ContextTooLong):
        ask_parts(ScriptedModel(reply=lambda _: ContextTooLong("too long")), *"ab")


def test_the_same_question_is_the_same_prompt() -> None:
    one, other = ScriptedModel(reply=lambda _: FITTING), ScriptedModel(reply=lambda _: FITTING)
    ask_parts(one, "a", "b")
    ask_parts(other, "a", "b")
    assert one.prompts == other.prompts
