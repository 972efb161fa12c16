"""A model that answers in another language than the interview's is believed, and the step's warnings say so."""

from typing import Any

import pytest

from shared.adapters.model_analyst.analyst import ModelAnalyst
from shared.adapters.model_analyst.in_language import InLanguage
from shared.domain.person import Person
from shared.domain.persona import Persona
from shared.domain.project import ProjectQuestion
from tests.builders import segment, transcript, unit
from tests.fakes import ScriptedModel
from tests.unit.adapters.chains import RecordedMeter
from tests.unit.adapters.model_analyst.model_says import answer, person, quote, theme

SAID = "Ich plane die Woche am Montag, und wenn jemand krank ist, fange ich mit dem Plan noch einmal von vorn an."
GERMAN = "Sie plant die Woche am Montag und muss von vorn anfangen, wenn jemand krank ist."
ENGLISH = "She plans the week on Monday and has to start again when somebody is ill."
SPOKEN = transcript(segment(0, SAID, "S2"), language="de")
EVIDENCE = [unit(SAID, 0)]
NURSE = Person(id="int-1-S2", speaker="S2")
PLANNER = Persona(id="planner", name="Planner", description="Plans the week.")
IN_GERMAN = ProjectQuestion(id="q1", text="Wie plant die Pflege die Woche, und was ist daran für sie schwer?")
IN_ENGLISH = ProjectQuestion(id="q1", text="How do the nurses plan their week, and what is it that they find hard?")


def notes(reply: dict[str, Any], ask: Any) -> list[str]:
    """What is on record after a question that was answered so."""
    meter = RecordedMeter()
    ask(InLanguage(ModelAnalyst(ScriptedModel(answers=[reply])), meter))
    return meter.notes


def of_gists(gist: str) -> list[str]:
    reply = {"evidence": [quote(SAID, 0) | {"gist": gist}], "people": []}
    return notes(reply, lambda analyst: analyst.read_window(SPOKEN, SPOKEN.segments))


def of_themes(statement: str, instructions: str | None = None) -> list[str]:
    reply = {"themes": [theme("Plan", 1) | {"statement": statement, "inclusion_criteria": ""}]}
    return notes(reply, lambda analyst: analyst.find_themes(EVIDENCE, instructions=instructions))


def of_answers(summary: str, question: ProjectQuestion) -> list[str]:
    reply = {"answers": [answer(1, "answered", 1, summary=summary)]}
    return notes(reply, lambda analyst: analyst.attribute_answers([question], SPOKEN, EVIDENCE))


def of_summary(summary: str) -> list[str]:
    return notes({"summary": summary}, lambda analyst: analyst.summarise(EVIDENCE))


def of_reasons(reason: str) -> list[str]:
    reply = {"people": [person(1, 1, 1, reason=reason)]}
    return notes(reply, lambda analyst: analyst.match_personas([NURSE], EVIDENCE, [PLANNER]))


def test_prose_in_another_language_is_on_record() -> None:
    assert of_reasons(ENGLISH) == ["another language: the reasons for personas are in English, what was said is not"]
    assert of_gists(ENGLISH) == ["another language: the gists are in English, what was said is not"]
    assert of_themes(ENGLISH) == ["another language: the themes are in English, what was said is not"]
    assert of_summary(ENGLISH) == ["another language: the summary is in English, what was said is not"]
    assert of_answers(ENGLISH, IN_GERMAN) == ["another language: the answers are in English, what was said is not"]


def test_prose_in_the_language_of_the_interview_is_nothing_to_speak_of() -> None:
    assert of_gists(GERMAN) == of_themes(GERMAN) == of_summary(GERMAN) == of_answers(GERMAN, IN_GERMAN) == []
    assert of_reasons(GERMAN) == []


def test_an_answer_may_be_in_the_language_of_its_question() -> None:
    assert of_answers(ENGLISH, IN_ENGLISH) == []
    assert of_answers(GERMAN, IN_ENGLISH) == []


def test_instructions_may_ask_for_a_language() -> None:
    assert of_themes(ENGLISH, "Write in English.") == []


@pytest.mark.parametrize("prose", ["", "gist", "calendar of the week"])
def test_too_little_prose_shows_nothing(prose: str) -> None:
    assert of_gists(prose) == of_summary(prose) == []


def test_the_answers_are_the_model_s_own_whatever_their_language() -> None:
    meter = RecordedMeter()
    watched = InLanguage(ModelAnalyst(ScriptedModel(answers=[{"summary": ENGLISH}])), meter)
    assert watched.summarise(EVIDENCE) == ENGLISH
    assert watched.match_personas([], EVIDENCE, []) == []
    unnamed = InLanguage(ModelAnalyst(ScriptedModel(answers=[{"people": []}])), meter)
    assert len(unnamed.match_personas([NURSE] * 9, EVIDENCE, [PLANNER])) == 9
    assert not any("personas" in note for note in meter.notes), "what we say of them ourselves is English"
    assert watched.engine.name == "scripted-model"
