"""Whoever understands a transcript: by a script, by rules, by a model that answers as it should and one that lies."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.adapters.extractive.analyst import ExtractiveAnalyst
from shared.adapters.lexical import LexicalEmbedder
from shared.adapters.model_analyst.analyst import ModelAnalyst
from shared.domain.person import Person
from shared.domain.persona import Persona
from shared.domain.project import ProjectQuestion
from shared.domain.quotes import check
from shared.ports import Analyst, Prompt
from tests.builders import segment, transcript, unit
from tests.fakes import ScriptedAnalyst, ScriptedModel
from tests.unit.adapters.model_analyst.model_says import answer, asked, person, quote, speaker, theme

SPOKEN = transcript(
    segment(0, "How do you plan your week?", "S1"),
    segment(1, "I write everything on a wall calendar, because my team of nine nurses copies it every Monday."),
    segment(2, "What is hard about it?", "S1"),
    segment(3, "It breaks whenever somebody is ill, and then I lose two hours on the phone."),
)
UNITS = [unit(SPOKEN.segments[n].text, n) for n in (1, 3)]
ANN = Person(id="person-s2", speaker="S2", role="nurse")
PERSONAS = (Persona(id="planner", name="Planner"), Persona(id="carer", name="Carer"))
QUESTIONS = (ProjectQuestion(id="q1", text="How do you plan?"), ProjectQuestion(id="q2", text="What is hard?"))


def truthful(prompt: Prompt) -> Any:
    """What a good model answers."""
    data = asked(prompt)
    answers: dict[str, Callable[[], Any]] = {
        "extract_evidence": lambda: {
            "evidence": [quote(row["text"], row["segment"]) for row in data["segments"] if row["speaker"] == "S2"],
            "people": [speaker("S2", None, "nurses")],
        },
        "find_themes": lambda: {"themes": [theme("Paper", *[row["n"] for row in data["evidence"]])]},
        "match_personas": lambda: {"people": [person(row["n"], 1, 1) for row in data["people"]]},
        "attribute_answers": lambda: {"answers": [answer(row["n"], "answered", 1) for row in data["questions"]]},
        "summarise": lambda: {"summary": "A nurse plans on paper."},
    }
    return answers[prompt.name]()


def lying(prompt: Prompt) -> Any:
    """What a bad one does: everything in the right form, and all of it made up."""
    return {
        "extract_evidence": {"evidence": [quote("Never said.", 1), quote("x", 99)], "people": [speaker("S7", "Eve")]},
        "find_themes": {"themes": [theme("Lies", 98, 99)]},
        "match_personas": {"people": [person(9, 9, 9)]},
        "attribute_answers": {"answers": [answer(9, "answered", 9)]},
        "summarise": {"summary": "Everything is fine."},
    }[prompt.name]


LEGS: dict[str, Callable[[], Analyst]] = {
    "scripted": ScriptedAnalyst,
    "extractive": lambda: ExtractiveAnalyst(LexicalEmbedder()),
    "model": lambda: ModelAnalyst(ScriptedModel(reply=truthful)),
    "lying model": lambda: ModelAnalyst(ScriptedModel(reply=lying)),
    "model of a small context": lambda: ModelAnalyst(ScriptedModel(reply=truthful, context_tokens=1000)),
}
UNDERSTANDING = [name for name in LEGS if name not in {"scripted", "lying model"}]


@pytest.fixture(params=LEGS)
def analyst(request: pytest.FixtureRequest) -> Analyst:
    return LEGS[request.param]()


@pytest.fixture(params=UNDERSTANDING)
def understanding(request: pytest.FixtureRequest) -> Analyst:
    return LEGS[request.param]()


def test_it_says_who_it_is(analyst: Analyst) -> None:
    assert analyst.engine.name
    assert analyst.engine.version


def test_drafts_are_checked_without_a_crash_and_people_speak_in_the_transcript(analyst: Analyst) -> None:
    reading = analyst.read_window(SPOKEN, SPOKEN.segments)
    for draft in reading.evidence:
        found = check(draft, SPOKEN.segments, {})
        assert found is None or found.quote in SPOKEN.segments[found.segment_index].text
    assert {one.speaker for one in reading.people} <= {"S1", "S2"}


def test_what_was_said_is_found_verbatim(understanding: Analyst) -> None:
    drafts = understanding.read_window(SPOKEN, SPOKEN.segments).evidence
    units = [check(draft, SPOKEN.segments, {}) for draft in drafts]
    assert {one.segment_index for one in units if one} == {1, 3}
    assert None not in units


def test_a_window_holds_its_own_segments_only(understanding: Analyst) -> None:
    drafts = understanding.read_window(SPOKEN, SPOKEN.segments[2:]).evidence
    assert {draft.segment_index for draft in drafts} == {3}


def test_themes_name_evidence_that_exists(analyst: Analyst) -> None:
    themes = analyst.find_themes(UNITS, instructions="only planning").themes
    known = {one.id for one in UNITS}
    assert all(one.name and one.evidence_ids and set(one.evidence_ids) <= known for one in themes)


def test_themes_are_found(understanding: Analyst) -> None:
    assert understanding.find_themes(UNITS, instructions=None).themes


def test_personas_are_the_project_s_or_proposed(analyst: Analyst) -> None:
    drafts = analyst.match_personas([ANN], UNITS, PERSONAS)
    assert all(draft.person_id == ANN.id for draft in drafts)
    assert all(draft.persona.proposed or draft.persona in PERSONAS for draft in drafts)
    assert all(0 <= draft.confidence <= 1 and set(draft.evidence_ids) <= {u.id for u in UNITS} for draft in drafts)


def test_everybody_has_a_persona(understanding: Analyst) -> None:
    assert len(understanding.match_personas([ANN], UNITS, PERSONAS)) == 1
    assert len(understanding.match_personas([ANN], [], [])) == 1


def test_answers_are_to_the_questions_on_evidence_that_exists(analyst: Analyst) -> None:
    answers = analyst.attribute_answers(QUESTIONS, SPOKEN, UNITS)
    assert {one.question_id for one in answers} <= {"q1", "q2"}
    assert all(set(one.evidence_ids) <= {unit.id for unit in UNITS} for one in answers)
    assert all(0 <= one.confidence <= 1 for one in answers)


def test_there_is_an_answer_per_question_in_their_order(understanding: Analyst) -> None:
    answers = understanding.attribute_answers(QUESTIONS, SPOKEN, UNITS)
    assert [one.question_id for one in answers] == ["q1", "q2"]
    assert understanding.attribute_answers([], SPOKEN, UNITS) == []


def test_nothing_comes_of_nothing(understanding: Analyst) -> None:
    assert understanding.find_themes([], instructions=None).themes == ()
    assert understanding.match_personas([], UNITS, PERSONAS) == []
    assert understanding.summarise([])


def test_there_is_a_summary(analyst: Analyst) -> None:
    assert analyst.summarise(UNITS)
