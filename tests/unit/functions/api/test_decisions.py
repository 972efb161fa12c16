"""A recruiter's decision beside the scores."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.builders import INTERVIEW, principal
from tests.unit.functions.api.door import Door
from tests.unit.functions.api.fuzzing import furnished

pytestmark = pytest.mark.loopback
WHERE = "/api/v1/interviews/int_1"
HOLD = {"decision": "hold", "by": "Rosa Recruiter", "reason": "One more talk."}


@pytest.fixture
def door() -> Door:
    return furnished()


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def decide(api: TestClient, **changes: Any) -> Any:
    return api.put(f"{WHERE}/decision", json=HOLD | changes)


def shown(api: TestClient) -> Any:
    return api.get(f"{WHERE}/results?include=evaluation").json()["decision"]


def test_it_stands_beside_the_evaluation_with_who_and_why(api: TestClient) -> None:
    assert shown(api) is None
    answer = decide(api)
    assert answer.status_code == 200, answer.text
    assert {name: answer.json()[name] for name in HOLD} == HOLD
    assert shown(api) == answer.json()
    assert api.get(f"{WHERE}/results").json()["decision"] is None


def test_the_last_one_stands_and_each_is_on_record_by_ids_only(api: TestClient, door: Door) -> None:
    decide(api)
    decide(api, decision="advance")
    assert shown(api)["decision"] == "advance"
    deeds = door.audit.chains["acme"][-2:]
    assert [deed.action for deed in deeds] == ["decision.recorded"] * 2
    assert [deed.objects for deed in deeds] == [("int_1", "hold"), ("int_1", "advance")]
    assert "Rosa" not in str(deeds)
    assert {deed.actor for deed in deeds} == {principal().key_id}


@pytest.mark.parametrize(
    "wrong", [{"decision": "hire"}, {"by": ""}, {"by": " "}, {"reason": ""}, {"reason": "x" * 2001}]
)
def test_what_is_none_is_refused(api: TestClient, door: Door, wrong: dict[str, str]) -> None:
    assert decide(api, **wrong).status_code == 422
    assert door.memory.interviews[INTERVIEW].decision is None


def test_another_s_interview_is_none(api: TestClient, door: Door) -> None:
    door.caller = principal(organisation_id="other")
    assert decide(api).status_code == 404
    assert [entry.action for entry in door.audit.entries("other")] == ["access.refused"]
    assert not door.audit.chains.get("acme")
