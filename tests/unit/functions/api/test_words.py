"""What a caller reads of a refusal is in a caller's words: our requests' names, and requests rather than commands."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from functions.api.meanings import catalogue
from tests.unit.functions.api.door import key
from tests.unit.functions.api.fuzzing import furnished

pytestmark = pytest.mark.loopback
INTERVIEWS = "/api/v1/interviews"
ANN = {"name": "Ann Example", "email": "ann@example.org"}


@pytest.fixture
def api() -> Iterator[TestClient]:
    with furnished().client() as client:
        yield client


def test_a_field_has_the_name_that_requests_have(api: TestClient) -> None:
    body = {"project_id": "nothing", "candidate": ANN}
    answer = api.post(f"{INTERVIEWS}/schedule", json=body, headers=key())
    assert answer.json()["errors"][0]["pointer"] == "/project_id"


def test_what_is_in_the_address_is_pointed_at_there(api: TestClient) -> None:
    assert api.get(f"{INTERVIEWS}/nothing").json()["errors"][0]["pointer"] == "/path/interview_id"


def test_the_values_that_there_are_are_named_as_they_are_sent(api: TestClient) -> None:
    body = {"name": "ours", "url": "https://hooks.example.org/in", "events": ["interview.complete"]}
    (only,) = api.post("/api/v1/webhooks", json=body, headers=key()).json()["errors"]
    said = only["detail"]
    assert only["pointer"] == "/events/0"
    assert said.startswith("Input should be 'interview.scheduled', 'interview.started', ")
    assert "<" not in said


def test_no_remedy_is_an_operator_s_command() -> None:
    known = catalogue()
    assert [code for code, problem in known.items() if "parley" in problem.remedy] == []
    assert [code for code, problem in known.items() if not problem.remedy or "\n" in problem.meaning] == []
