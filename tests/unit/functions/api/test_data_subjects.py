"""Whose data it is, by the API: a person is found, what is held of their interviews exported, and erased."""

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from shared.domain.candidate import Candidate
from shared.domain.interview_key import InterviewKey
from shared.domain.limits import MAX_NAME_CHARACTERS
from tests.builders import principal
from tests.fakes.memory import changed
from tests.unit.functions.api.door import Door
from tests.unit.functions.api.fuzzing import furnished

pytestmark = pytest.mark.loopback
FIND = "/api/v1/people/find"
ALL = {f"int_{number}" for number in range(1, 8)}


@pytest.fixture
def door() -> Door:
    return furnished()


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def rename(door: Door, interview_id: str) -> None:
    key = InterviewKey(organisation_id="acme", interview_id=interview_id)
    bea = Candidate(name="Bea Other", email="bea@example.org", external_id="c-7")
    door.memory.interviews[key] = changed(door.memory.interviews[key], candidate=bea)


@pytest.mark.parametrize("who", ["Bea Other", "bea  OTHER", "bea@example.org", "c-7"])
def test_a_person_is_found_by_what_they_are_called(api: TestClient, door: Door, who: str) -> None:
    rename(door, "int_3")
    assert api.post(FIND, json={"person": who}).json() == {"interview_ids": ["int_3"], "next_cursor": None}
    assert set(api.post(FIND, json={"person": "ann@example.org"}).json()["interview_ids"]) == ALL - {"int_3"}
    assert api.post(FIND, json={"person": "Bea"}).json()["interview_ids"] == []


def test_so_many_are_looked_at_and_the_cursor_goes_on_with_the_same_person(
    api: TestClient, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.usecases.find_person.PAGE_LIMIT_MAX", 2)
    rename(door, "int_1")
    found: list[str] = []
    cursor, pages = None, 0
    while pages == 0 or cursor:
        answer = api.post(FIND, json={"person": "c-7"} | ({"cursor": cursor} if cursor else {})).json()
        found, cursor, pages = found + answer["interview_ids"], answer["next_cursor"], pages + 1
        if cursor:
            other = api.post(FIND, json={"person": "Ann Example", "cursor": cursor})
            assert (other.status_code, other.json()["code"]) == (400, "invalid-cursor")
    assert found == ["int_1"]
    assert pages > 2


def test_a_name_has_an_end(api: TestClient) -> None:
    assert api.post(FIND, json={"person": "x" * MAX_NAME_CHARACTERS}).status_code == 200
    assert api.post(FIND, json={"person": "x" * (MAX_NAME_CHARACTERS + 1)}).status_code == 422
    assert api.post(FIND, json={"person": " "}).status_code == 422


def test_all_that_is_held_is_exported_and_who_did_it_is_on_record(api: TestClient, door: Door) -> None:
    answer = api.get("/api/v1/interviews/int_1/export")
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["interview_id"], said["exported_at"]) == ("int_1", "2026-03-02T09:30:00Z")
    assert set(said["data"]) == {
        "interview_id", "uploads", "transcript", "results", "runs", "plan", "session", "turns",
    }  # fmt: skip
    assert [turn["answer"]["text"] for turn in said["data"]["turns"]] == ["I led five people."]
    assert "All is well." in json.dumps(said["data"]["results"])
    assert [(entry.actor, entry.action, entry.objects) for entry in door.audit.entries("acme")] == [
        ("key_1", "interview.exported", ("int_1",))
    ]


def test_who_was_found_is_erased_and_found_no_more(api: TestClient, door: Door) -> None:
    rename(door, "int_3")
    [found] = api.post(FIND, json={"person": "c-7"}).json()["interview_ids"]
    assert api.delete(f"/api/v1/interviews/{found}").status_code == 202
    assert api.post(FIND, json={"person": "c-7"}).json()["interview_ids"] == []
    assert api.get(f"/api/v1/interviews/{found}/export").json()["code"] == "interview-erased"
    actions = [entry.action for entry in door.audit.entries("acme")]
    assert actions == ["person.sought", "interview.erasure_requested", "person.sought", "access.refused"]
    assert "Bea" not in "".join(entry.model_dump_json() for entry in door.audit.entries("acme"))


def test_it_is_for_administrators_and_of_their_own_organisation(api: TestClient, door: Door) -> None:
    door.caller = principal(scopes={"interviews:read", "interviews:write", "webhooks:manage"})
    assert api.post(FIND, json={"person": "Ann Example"}).json()["code"] == "missing-scope"
    assert api.get("/api/v1/interviews/int_1/export").json()["code"] == "missing-scope"
    door.caller = principal(organisation_id="other")
    assert api.post(FIND, json={"person": "Ann Example"}).json()["interview_ids"] == []
    assert api.get("/api/v1/interviews/int_1/export").json()["code"] == "unknown-interview"
    assert {entry.outcome for entry in door.audit.entries("acme")} == {"refused"}
