"""Personas, answers and summaries from parts of an interview, weighed together."""

from typing import Any

import pytest

from shared.adapters.model_analyst.analyst import ModelAnalyst
from shared.adapters.model_analyst.summary import NOTHING
from shared.domain.attribution import AnswerAttribution, AnswerStatus
from shared.domain.drafts import PersonaDraft
from shared.domain.person import Person
from shared.domain.persona import Persona, unclassified
from shared.domain.project import ProjectQuestion
from shared.ports import Prompt
from tests.builders import segment, transcript, unit
from tests.fakes import ScriptedModel
from tests.unit.adapters.model_analyst.model_says import answer, asked, person

ANN = Person(id="person-s2", speaker="S2", role="nurse")
BOB = Person(id="person-s3", speaker="S3")
PERSONAS = (Persona(id="planner", name="Planner"), Persona(id="carer", name="Carer"))
UNITS = [unit("I plan.", 1), unit("It breaks.", 2), unit("I count.", 3, speaker="S3")]
QUESTIONS = (ProjectQuestion(id="q1", text="How do you plan?"), ProjectQuestion(id="q2", text="What breaks?"))
SPOKEN = transcript(segment(1, "I plan."), segment(2, "It breaks."), segment(3, "I count.", "S3"))


def match(*people: dict[str, Any]) -> list[PersonaDraft]:
    model = ScriptedModel(answers=[{"people": list(people)}])
    return list(ModelAnalyst(model).match_personas([ANN, BOB], UNITS, PERSONAS))


def test_a_persona_by_its_number_on_evidence_by_its_number() -> None:
    ann, _ = match(person(1, 2, 2, 99), person(9, 1))
    assert (ann.person_id, ann.persona, ann.evidence_ids) == (ANN.id, PERSONAS[1], (UNITS[1].id,))


def test_a_proposal_has_an_id_that_shows_nothing_and_names_that_fit() -> None:
    ann, bob = match(
        person(1, None, proposed_name="Shift Planner é <b>", proposed_description="d" * 3000),
        person(2, 77, proposed_name="x" * 500),
    )
    assert ann.persona.proposed
    assert ann.persona.id.startswith("proposed-")
    assert "planner" not in ann.persona.id.lower()
    assert (len(ann.persona.description), len(bob.persona.name)) == (2000, 200)


@pytest.mark.parametrize("said", [[], [person(1, None), person(2, None, proposed_name="  ")]])
def test_everybody_has_a_persona_even_when_the_model_names_none(said: list[dict[str, Any]]) -> None:
    assert [(one.person_id, one.persona) for one in match(*said)] == [
        (ANN.id, unclassified()),
        (BOB.id, unclassified()),
    ]


def test_nobody_is_asked_about_nobody_and_people_who_said_nothing_are_asked_about() -> None:
    model = ScriptedModel(answers=[{"people": [person(1, 1)]}])
    assert ModelAnalyst(model).match_personas([], UNITS, PERSONAS) == []
    (ann,) = ModelAnalyst(model).match_personas([ANN], [], PERSONAS)
    assert (ann.persona.id, model.calls) == ("planner", ["match_personas"])


def test_parts_of_an_interview_are_weighed_and_the_project_s_personas_come_first() -> None:
    units = [unit(f"Statement {n} about my planning of the week.", n) for n in range(300)]

    def reply(prompt: Prompt) -> Any:
        first = int(asked(prompt)["evidence"][0]["quote"].split()[1])
        if first == 0:
            return {"people": [person(1, None, 1, proposed_name="Other", confidence=1.0)]}
        return {"people": [person(1, 1 if first % 2 else 2, 1, confidence=0.4 if first % 2 else 0.6)]}

    model = ScriptedModel(reply=reply, context_tokens=6000)
    (ann,) = ModelAnalyst(model).match_personas([ANN], units, PERSONAS)
    assert len(model.calls) > 3
    assert not ann.persona.proposed
    assert ann.evidence_ids


def test_more_personas_than_fit_are_asked_about_in_batches() -> None:
    personas = [Persona(id=f"p{n}", name=f"Persona {n}", description="d" * 1500) for n in range(50)]

    def reply(prompt: Prompt) -> Any:
        row = next((row for row in asked(prompt)["personas"] if row["name"] == "Persona 31"), None)
        return {"people": [person(1, row["n"] if row else None, 1)]}

    model = ScriptedModel(reply=reply, context_tokens=16_000)
    (ann,) = ModelAnalyst(model).match_personas([ANN], UNITS, personas)
    assert ann.persona.id == "p31"
    assert len(model.calls) > 1


def attribute(*answers: dict[str, Any]) -> list[AnswerAttribution]:
    model = ScriptedModel(answers=[{"answers": list(answers)}])
    return list(ModelAnalyst(model).attribute_answers(QUESTIONS, SPOKEN, UNITS))


def test_answers_come_in_the_order_of_the_questions_and_unknown_numbers_are_dropped() -> None:
    first, second = attribute(answer(9, "answered", 1), answer(2, "not_answered", 2), answer(1, "answered", 1, 8))
    assert (first.question_id, first.status, first.summary, first.evidence_ids) == (
        "q1", AnswerStatus.ANSWERED, "s1", (UNITS[0].id,),
    )  # fmt: skip
    assert (second.status, second.summary, second.evidence_ids) == (AnswerStatus.NOT_ANSWERED, "", ())


def test_a_question_that_the_model_leaves_out_was_not_asked() -> None:
    assert [one.status for one in attribute()] == [AnswerStatus.NOT_ASKED] * 2


def test_a_long_interview_is_read_in_parts_and_answered_in_one_is_answered() -> None:
    spoken = transcript(*[segment(n, f"Statement {n} about my planning of the whole week.") for n in range(200)])
    units = [unit(spoken.segments[n].text, n) for n in (20, 150)]

    def reply(prompt: Prompt) -> Any:
        rows = asked(prompt)["evidence"]
        told = [answer(1, "answered", *[row["n"] for row in rows], summary=f"in {rows[0]['segment']}")] if rows else []
        return {"answers": [*told, answer(2, "not_answered")]}

    model = ScriptedModel(reply=reply, context_tokens=6000)
    first, second = ModelAnalyst(model).attribute_answers(QUESTIONS, spoken, units)
    assert len(model.calls) > 2
    assert (first.status, first.evidence_ids) == (AnswerStatus.ANSWERED, tuple(one.id for one in units))
    assert first.summary == "in 20 in 150"
    assert second.status is AnswerStatus.NOT_ANSWERED
    shown = [row["segment"] for prompt in model.prompts for row in asked(prompt)["segments"]]
    assert sorted(shown) == list(range(200))


def test_more_questions_than_fit_are_asked_in_batches() -> None:
    questions = [ProjectQuestion(id=f"q{n}", text=f"{n} " + "w" * 1900) for n in range(50)]
    model = ScriptedModel(reply=lambda _: {"answers": []}, context_tokens=16_000)
    found = ModelAnalyst(model).attribute_answers(questions, SPOKEN, UNITS)
    assert [one.question_id for one in found] == [one.id for one in questions]
    assert sum(len(asked(prompt)["questions"]) for prompt in model.prompts) == 50


def test_a_summary_of_parts_is_summarised_again() -> None:
    units = [unit(f"Statement {n} about my planning of the whole week.", n) for n in range(300)]
    model = ScriptedModel(reply=lambda p: {"summary": "All." if asked(p)["parts"] else "Part."}, context_tokens=6000)
    assert ModelAnalyst(model).summarise(units) == "All."
    assert sum(len(asked(prompt)["evidence"]) for prompt in model.prompts) == 300


def test_a_summary_of_nothing_asks_nobody() -> None:
    model = ScriptedModel()
    assert ModelAnalyst(model).summarise([]) == NOTHING
    assert model.calls == []
