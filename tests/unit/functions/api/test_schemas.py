"""What the live routes answer is what their JSON Schemas say, which are written by hand."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from functions.api.openapi_live import BODIES
from shared.domain.alongside import Alongside, PlanOf
from tests.builders import INTERVIEW, interview
from tests.fakes import MemoryInterviews
from tests.unit.domain.session.plans import TEXTS, plan
from tests.unit.functions.api.door import Door
from tests.unit.functions.api.test_brain import asked, whole

SCHEMAS = Path(__file__).resolve().parents[4] / "docs" / "schemas"
DONE = {"brain": "estel", "mode": "interview_session", "status": "success"}
KEYED = "/api/v1/session"

pytestmark = pytest.mark.loopback


def validator(name: str, of: str = "") -> Draft202012Validator:
    """For the file's answers, or for what it defines under that name."""
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    Draft202012Validator.check_schema(schema)
    if of:
        schema = {"$ref": f"#/$defs/{of}", "$defs": schema["$defs"]}
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def practised() -> list[Any]:
    with Door().client() as api:
        refused = api.post("/brain", json=asked({}))
        return [DONE | {"payload": one} for one in whole(api)] + [refused.json()]


def held() -> list[Any]:
    door = Door()
    MemoryInterviews(door.memory).create_interview(
        interview(), Alongside(plan=PlanOf(interview=INTERVIEW, plan=plan()))
    )
    with door.client() as api:
        said = [api.post(f"{KEYED}/start/int_1"), api.get(f"{KEYED}/state/int_1")]
        said += [api.post(f"{KEYED}/turn/int_1", json={"text": text}) for text in TEXTS]
        said += [api.get(f"{KEYED}/state/int_1"), api.delete(f"{KEYED}/state/int_1")]
    assert {answer.status_code for answer in said} == {200}
    return [answer.json() for answer in said]


def members(value: Any) -> list[tuple[Any, Any]]:
    """Every member of every object and every list in it, with what it stands in."""
    own: list[tuple[Any, Any]] = [(value, name) for name in value] if isinstance(value, dict) else []
    own += [(value, number) for number in range(len(value))] if isinstance(value, list) else []
    return own + [found for where, member in own for found in members(where[member])]


def spoilt(value: Any) -> Iterator[tuple[Any, Any]]:
    """The value with one member of it of another type, each in turn; and that member's name."""
    for number in range(len(members(value))):
        other = copy.deepcopy(value)
        where, member = members(other)[number]
        where[member] = {"no": "such"}
        yield other, member


def lessened(value: Any) -> Iterator[tuple[Any, Any]]:
    """The value without one member of an object of it, each in turn; and with one too many."""
    for number, (_, member) in enumerate(members(value)):
        if isinstance(member, str):
            other = copy.deepcopy(value)
            where, _ = members(other)[number]
            yield {**other, "more": 1}, "more"
            del where[member]
            yield other, member


@pytest.mark.parametrize(("name", "answers"), [("brain", practised), ("session", held)])
def test_every_answer_is_as_its_schema_says(name: str, answers: Any) -> None:
    schema = validator(name)
    given = answers()
    for answer in given:
        assert not [error.message for error in schema.iter_errors(answer)]
    for answer in (given[0], *given[-2:]):  # a question, the feedback or a closing, a failure: all of it is said
        for other, member in spoilt(answer):
            assert not schema.is_valid(other), member


def test_the_feedback_is_held_to_each_of_its_members() -> None:
    schema, feedback = validator("brain", "InterviewFeedbackPayload"), practised()[-2]["payload"]["payload"]
    assert schema.is_valid(feedback)
    whole = feedback | {"strengths": ["s"], "improvements": ["i"], "skill_gaps": ["g"], "next_steps": ["n"]}
    assert schema.is_valid(whole)
    assert not [member for other, member in spoilt(whole) if schema.is_valid(other)]
    assert {member for other, member in lessened(whole) if schema.is_valid(other)} == {"skill_gaps", "next_steps"}
    for score in (-0.1, 10.1, "7", None):
        assert not schema.is_valid(whole | {"scores": whole["scores"] | {"overall": score}})


class TestRequests:
    """What a page sends, as seed 001 writes it down."""

    def sent(self) -> list[Any]:
        """The contract's own examples, and what a page sends that hands states back."""
        states = [one["payload"]["session_state"] for one in practised()[:-1]]
        return [
            asked(),
            *(asked(state, "I led five.") for state in states),
            *(BODIES["askBrain"][n]["value"] for n in BODIES["askBrain"]),
        ]

    def test_are_as_the_schema_says_and_are_answered(self) -> None:
        schema = validator("brain", "InterviewSessionRequest")
        with Door().client() as api:
            first = asked()
            said = api.post("/brain", json=first).json()["payload"]
            second = asked(said["session_state"], "I led five people.")
            assert api.post("/brain", json=second).status_code == 200
        for request in (first, second, *self.sent()):
            assert not [error.message for error in schema.iter_errors(request)]

    def test_spoilt_ones_are_not(self) -> None:
        schema, whole = validator("brain", "InterviewSessionRequest"), self.sent()[2]
        assert not [member for other, member in spoilt(whole) if schema.is_valid(other)]
        assert {member for other, member in lessened(whole) if schema.is_valid(other)} == {"answer"}
        for change in ({"difficulty": "medium"}, {"questions_target": 0}, {"questions_target": "8"}):
            assert not schema.is_valid(asked(**change))
        assert not schema.is_valid(
            asked() | {"context": {"context": "resume_review", "meta": {}, "session_state": None}}
        )


def test_an_error_has_no_payload_and_a_success_has_one() -> None:
    schema, (first, *_, refused) = validator("brain"), practised()
    assert not schema.is_valid(refused | {"payload": first["payload"]})
    assert not schema.is_valid(DONE)
