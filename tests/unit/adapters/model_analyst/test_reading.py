"""What the model says of a window becomes drafts; the domain holds them against the transcript."""

from typing import Any

import pytest

from shared.adapters.model_analyst.analyst import ModelAnalyst
from shared.domain.errors import ContextTooLong
from shared.domain.quotes import check
from shared.ports import Prompt
from tests.builders import segment, transcript
from tests.fakes import ScriptedModel
from tests.unit.adapters.model_analyst.model_says import asked, quote, speaker

SPOKEN = transcript(
    segment(0, "How do you plan?", "S1"),
    segment(1, "I am Ann, a nurse. I plan every week.", "S2"),
    segment(2, "It breaks when somebody is ill.", "S2"),
)


def read(model: ScriptedModel) -> Any:
    return ModelAnalyst(model).read_window(SPOKEN, SPOKEN.segments)


def test_the_model_is_shown_segments_and_roles_but_no_times() -> None:
    model = ScriptedModel(answers=[{"evidence": [], "people": []}])
    read(model)
    assert asked(model.prompts[0]) == {
        "language": "en",
        "speakers": [{"label": "S1", "role": "interviewer"}, {"label": "S2", "role": "participant"}],
        "segments": [
            {"segment": 0, "speaker": "S1", "text": "How do you plan?"},
            {"segment": 1, "speaker": "S2", "text": "I am Ann, a nurse. I plan every week."},
            {"segment": 2, "speaker": "S2", "text": "It breaks when somebody is ill."},
        ],
    }
    assert "plan every week" not in model.prompts[0].instructions


def test_drafts_keep_the_segment_and_lose_nothing() -> None:
    reading = read(ScriptedModel(answers=[{"evidence": [quote("I plan every week.", 1)], "people": []}]))
    (draft,) = reading.evidence
    assert (draft.quote, draft.segment_index, draft.gist, draft.topic) == (
        "I plan every week.", 1, "a gist", "planning",
    )  # fmt: skip


@pytest.mark.parametrize(
    "invented",
    [
        quote("I plan every day.", 1),
        quote("I plan every week.", 2),
        quote("I plan every week.", 99),
        quote("I plan every week.", -1),
        quote("I plan every week.", 10**30),
        quote("", 1),
        quote(" ", 1),
    ],
)
def test_an_invented_quote_or_segment_is_dropped_by_the_domain(invented: dict[str, Any]) -> None:
    reading = read(ScriptedModel(answers=[{"evidence": [invented], "people": []}]))
    assert [check(draft, SPOKEN.segments, {}) for draft in reading.evidence] == [None]


@pytest.mark.parametrize("confidence", [-3, 0.5, 7])
def test_confidence_is_kept_within_bounds(confidence: float) -> None:
    reading = read(ScriptedModel(answers=[{"evidence": [quote("I plan", 1, confidence)], "people": []}]))
    unit = check(reading.evidence[0], SPOKEN.segments, {})
    assert unit
    assert 0 <= unit.confidence <= 1


def test_people_are_speakers_and_have_the_names_that_were_said() -> None:
    people = [speaker("S2", "Ann", "Nurse"), speaker("S2", "Bob", "week nurse"), speaker("S9", "Ann")]
    reading = read(ScriptedModel(answers=[{"evidence": [], "people": people}]))
    assert [(one.speaker, one.name, one.role) for one in reading.people] == [
        ("S2", "Ann", "Nurse"),
        ("S2", None, "week nurse"),
    ]


def test_a_window_that_is_larger_than_the_context_is_halved() -> None:
    def reply(prompt: Prompt) -> Any:
        numbers = [row["segment"] for row in asked(prompt)["segments"]]
        if len(numbers) > 1:
            return ContextTooLong("too long")
        return {"evidence": [quote(SPOKEN.segments[numbers[0]].text, numbers[0])], "people": []}

    reading = read(ScriptedModel(reply=reply))
    assert [draft.segment_index for draft in reading.evidence] == [0, 1, 2]


def test_a_segment_that_is_larger_than_the_context_is_read_in_pieces_that_keep_its_index() -> None:
    long = transcript(segment(0, " ".join(f"Sentence number {number} is here." for number in range(400))))

    def reply(prompt: Prompt) -> Any:
        rows = asked(prompt)["segments"]
        return {"evidence": [quote(row["text"].strip(), row["segment"]) for row in rows], "people": []}

    model = ScriptedModel(reply=reply, context_tokens=4000)
    reading = ModelAnalyst(model).read_window(long, long.segments)
    units = [check(draft, long.segments, {}) for draft in reading.evidence]
    assert len(units) > 1
    assert " ".join(unit.quote for unit in units if unit) == long.segments[0].text


def test_the_engine_names_model_provider_and_prompts() -> None:
    engine = ModelAnalyst(ScriptedModel()).engine
    assert (engine.name, engine.version, engine.draft) == ("scripted-model", "scripted/prompts-1.1.1.1.1.1", False)
