"""Themes stand on evidence that exists, however much of it there is."""

from typing import Any

from shared.adapters.model_analyst.analyst import ModelAnalyst
from shared.domain.limits import MAX_NAME_CHARACTERS, MAX_THEMES
from shared.ports import Prompt
from tests.builders import unit
from tests.fakes import ScriptedModel
from tests.unit.adapters.model_analyst.model_says import asked, theme

UNITS = [unit("I plan.", 0), unit("It breaks.", 1), unit("Paper.", 2)]


def found(*themes: dict[str, Any], instructions: str | None = None) -> Any:
    model = ScriptedModel(answers=[{"themes": list(themes)}])
    return ModelAnalyst(model).find_themes(UNITS, instructions=instructions)


def test_numbers_become_ids_and_those_of_nothing_are_dropped() -> None:
    themes = found(theme("Plans", 1, 3, 3, 0, -1, 99), theme("Invented", 7), theme(" ", 2), theme("None")).themes
    assert [(one.name, one.evidence_ids) for one in themes] == [("Plans", (UNITS[0].id, UNITS[2].id))]


def test_themes_are_no_more_and_no_longer_than_the_limits() -> None:
    themes = found(*[theme("n" * 500, 1)] * (MAX_THEMES + 3)).themes
    assert len(themes) == MAX_THEMES
    assert {len(one.name) for one in themes} == {MAX_NAME_CHARACTERS}


def test_instructions_are_a_request_in_the_data_and_never_among_the_instructions() -> None:
    model = ScriptedModel(answers=[{"themes": []}])
    drafts = ModelAnalyst(model).find_themes(UNITS, instructions="only money")
    assert drafts.instructions_used
    assert asked(model.prompts[0])["request"] == "only money"
    assert "only money" not in model.prompts[0].instructions


def test_nothing_is_asked_about_nothing() -> None:
    model = ScriptedModel()
    assert ModelAnalyst(model).find_themes([], instructions=None).themes == ()
    assert model.calls == []


def one_theme_a_part(prompt: Prompt) -> Any:
    """A theme on all of a part; a merge into one theme of all."""
    rows = asked(prompt)
    if prompt.name == "merge_themes":
        return {"themes": [theme("All", *[row["n"] for row in rows["themes"]], key="themes")]}
    return {"themes": [theme("Part", *[row["n"] for row in rows["evidence"]])]}


def test_ten_thousand_pieces_of_evidence_are_read_in_parts_and_merged() -> None:
    units = [unit(f"Statement number {n} about planning the week.", n, id=f"e{n:05d}-0000") for n in range(10_000)]
    model = ScriptedModel(reply=one_theme_a_part)
    (theme_of_all,) = ModelAnalyst(model).find_themes(units, instructions=None).themes
    assert theme_of_all.evidence_ids == tuple(one.id for one in units)
    assert model.calls.count("merge_themes") == 1
    assert max(len(prompt.data) // 3 for prompt in model.prompts) < model.context_tokens / 2


def test_more_themes_than_fit_are_merged_in_several_rounds() -> None:
    units = [unit(f"Statement number {n} about planning the week.", n) for n in range(600)]
    model = ScriptedModel(reply=one_theme_a_part, context_tokens=3000)
    (theme_of_all,) = ModelAnalyst(model).find_themes(units, instructions=None).themes
    assert theme_of_all.evidence_ids == tuple(one.id for one in units)
    assert model.calls.count("merge_themes") > 1


def test_themes_that_a_model_will_not_merge_are_ranked_by_their_evidence() -> None:
    def reply(prompt: Prompt) -> Any:
        rows = asked(prompt)
        if prompt.name == "merge_themes":
            return {"themes": [theme(row["name"], row["n"], key="themes") for row in rows["themes"]]}
        return {"themes": [theme(f"T{row['n']}", row["n"]) for row in rows["evidence"]]}

    units = [unit("Statement about planning the week. " * 3, n) for n in range(100)]
    themes = ModelAnalyst(ScriptedModel(reply=reply, context_tokens=3000)).find_themes(units, instructions=None).themes
    assert len(themes) == MAX_THEMES
