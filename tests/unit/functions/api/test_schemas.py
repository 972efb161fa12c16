"""What the live routes answer is what their JSON Schemas say, which are written by hand."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

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


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    Draft202012Validator.check_schema(schema)
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


def members(value: Any) -> list[tuple[Any, str]]:
    """Every member of every object in it, with what it stands in."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    own = [(value, name) for name in value] if isinstance(value, dict) else []
    return own + [found for one in inner for found in members(one)]


@pytest.mark.parametrize(("name", "answers"), [("brain", practised), ("session", held)])
def test_every_answer_is_as_its_schema_says(name: str, answers: Any) -> None:
    schema = validator(name)
    given = answers()
    for answer in given:
        assert not [error.message for error in schema.iter_errors(answer)]
    for number in range(len(members(given[0]))):  # and the schema says something of each member
        spoilt = copy.deepcopy(given[0])
        where, member = members(spoilt)[number]
        where[member] = {"no": "such"}
        assert not schema.is_valid(spoilt), member


def test_an_error_has_no_payload_and_a_success_has_one() -> None:
    schema, (first, *_, refused) = validator("brain"), practised()
    assert not schema.is_valid(refused | {"payload": first["payload"]})
    assert not schema.is_valid(DONE)
