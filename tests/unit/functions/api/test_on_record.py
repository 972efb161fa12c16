"""Who has changed what by the API: one entry for each change by a key, and none for what changed nothing."""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from functions.api.doors import KEYED
from functions.api.everything import EVERYTHING
from functions.api.on_record import DEEDS
from functions.api.routing import routes_of
from shared.domain.audit_chain import verify
from shared.domain.errors import StorageThrottled
from tests.builders import principal
from tests.furnished import ELSEWHERE
from tests.unit.functions.api.door import Door, key
from tests.unit.functions.api.fuzzing import furnished
from tests.unit.functions.api.test_owasp import BODIES, call

pytestmark = pytest.mark.loopback
# Written down by the use case of the change itself.
ON_THEIR_OWN = {"deleteInterview": "interview.erasure_requested", "recordDecision": "decision.recorded"}
# What is said in an interview is kept by itself, with its time.
SAID = {"takeTurnByKey", "requestTurnUploadByKey"}
CHANGES = [
    pytest.param(route, method, id=f"{method} {route.path}")
    for route in routes_of(EVERYTHING)
    for method in sorted((route.methods or set()) - {"GET", "OPTIONS"})
    if route.path.startswith(KEYED) and route.operation_id not in SAID
]


@pytest.fixture
def door() -> Door:
    return furnished()


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def actions(door: Door) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(entry.actor, entry.action, entry.objects) for entry in door.audit.entries("acme")]


def test_every_change_has_a_deed_or_writes_its_own() -> None:
    found = {str(one.values[0].operation_id) for one in CHANGES}  # type: ignore[union-attr]
    assert found == set(DEEDS) | set(ON_THEIR_OWN)
    assert len(set(DEEDS.values())) == len(DEEDS)


@pytest.mark.parametrize(("route", "method"), CHANGES)
def test_a_change_is_one_entry_of_who_did_it_and_to_what(
    api: TestClient, door: Door, route: APIRoute, method: str
) -> None:
    operation = str(route.operation_id)
    known = ELSEWHERE.get(operation, {})
    answer = call(api, route, method, known)
    assert answer.status_code < 300, answer.text
    [(actor, action, objects)] = actions(door)
    assert (actor, action) == ("key_1", {**DEEDS, **ON_THEIR_OWN}[operation])
    assert all(str(one) in objects for one in known.values())
    [entry] = door.audit.entries("acme")
    assert entry.request_id == answer.headers["x-request-id"]
    assert verify([entry], door.audit.head("acme")).is_whole


def test_what_was_made_is_named_and_a_repeat_is_no_other_deed(api: TestClient, door: Door) -> None:
    for _ in range(2):
        made = api.post("/api/v1/interviews/schedule", json=BODIES["scheduleInterview"], headers=key("k"))
    assert made.headers["idempotent-replayed"] == "true"
    assert actions(door) == [("key_1", "interview.scheduled", (made.json()["interview_id"],))]
    run = api.post("/api/v1/interviews/int_1/runs", json={"resume_from": "upload"}, headers=key())
    assert run.status_code == 202, run.text
    assert actions(door)[-1] == ("key_1", "run.created", ("int_1", f"runs/{run.json()['run']}"))


def test_of_many_that_are_invited_each_is_named(api: TestClient, door: Door) -> None:
    people = [{"name": "N", "email": f"n{number}@example.org"} for number in range(21)]
    body = {"project_id": "onboarding", "candidates": people}
    rows = api.post("/api/v1/candidates/invite", json=body, headers=key()).json()["invitations"]
    named = [objects for _, action, objects in actions(door) if action == "candidates.invited"]
    assert [len(objects) for objects in named] == [20, 1]
    assert sum(named, ()) == tuple(row["interview_id"] for row in rows)


def test_what_changed_nothing_or_was_only_read_is_none(api: TestClient, door: Door) -> None:
    assert api.patch("/api/v1/projects/onboarding", json={"name": "n"}).status_code == 428
    assert api.post("/api/v1/projects", json={"name": ""}, headers=key()).status_code == 422
    assert api.get("/api/v1/interviews").status_code == 200
    door.caller = None
    assert api.delete("/api/v1/webhooks/whk_1").status_code == 401
    assert actions(door) == []


def test_a_key_that_is_kept_out_is_on_record_without_what_it_named(api: TestClient, door: Door) -> None:
    assert api.delete("/api/v1/webhooks/ann-example").status_code == 404
    door.caller = principal(key_id="key_2", scopes={"interviews:read"})
    assert api.delete("/api/v1/webhooks/whk_1").status_code == 403
    assert actions(door) == [
        ("key_1", "access.refused", ("deleteWebhook",)),
        ("key_2", "access.refused", ("deleteWebhook",)),
    ]
    assert {entry.outcome for entry in door.audit.entries("acme")} == {"refused"}


def test_a_log_that_takes_nothing_undoes_no_change(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def throttled(*_: object) -> None:
        raise StorageThrottled("the table answered ThrottlingException")

    monkeypatch.setattr(type(door.audit), "note", throttled)
    with door.client() as api:
        assert api.post("/api/v1/projects", json={"name": "n"}, headers=key()).status_code == 201
    assert actions(door) == []
    [missed] = [one for one in caplog.records if one.message == "not on record"]
    assert (missed.action, missed.actor, missed.error) == ("project.created", "key_1", "StorageThrottled")  # type: ignore[attr-defined]
