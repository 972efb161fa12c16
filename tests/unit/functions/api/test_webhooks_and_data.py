"""Webhooks through the API; deletions and their receipts; the audit log; the month's use."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.domain.organisation import Quotas
from shared.domain.webhooks.delivery import DeliveryStatus
from tests.builders import organisation
from tests.unit.functions.api.door import Door, key
from tests.unit.functions.api.fuzzing import furnished

pytestmark = pytest.mark.loopback
HOOKS = "/api/v1/webhooks"
ASKED = {"name": "ours", "url": "https://hooks.example.org/in", "events": ["interview.completed"]}


@pytest.fixture
def door() -> Door:
    return furnished()


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def make(api: TestClient, idempotency_key: str = "", **more: Any) -> Any:
    return api.post(HOOKS, json=ASKED | more, headers=key(idempotency_key))


class TestEndpoints:
    def test_one_is_made_once_with_its_secret(self, api: TestClient, door: Door) -> None:
        first, again = make(api, "k"), make(api, "k")
        assert (first.status_code, first.json()) == (201, again.json())
        assert first.headers["etag"] == '"v1"'
        assert len(door.endpoints.endpoints) == 4
        assert api.get(first.headers["location"]).json() == {
            name: said for name, said in first.json().items() if name != "secret"
        }

    def test_a_crash_after_it_was_made_makes_no_second(self, door: Door) -> None:
        app = door.app()
        store = app.state.root().idempotency
        complete = store.complete

        def crash(_: object) -> None:
            store.complete = complete
            raise KeyError("a bug at the worst time")

        store.complete, store.release = crash, lambda _: None
        with door.client(app) as api:
            assert make(api, "k").status_code == 500
            door.clock.advance(minutes=1)
            assert make(api, "k").status_code == 201
        assert len(door.endpoints.endpoints) == 4

    def test_where_they_may_not_go_is_refused(self, api: TestClient) -> None:
        """API7: the rule itself is tested with the sender."""
        answer = make(api, url="http://169.254.169.254/")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/url")

    def test_it_is_changed_by_who_has_seen_it(self, api: TestClient) -> None:
        where = f"{HOOKS}/whk_1"
        assert api.patch(where, json={"name": "new"}).status_code == 428
        changed = api.patch(where, json={"enabled": False}, headers={"If-Match": '"v1"'})
        assert (changed.json()["disabled"], changed.headers["etag"]) == ("asked", '"v2"')
        assert api.patch(where, json={"name": "late"}, headers={"If-Match": '"v1"'}).status_code == 412

    def test_another_secret_is_shown_once_to_its_request(self, api: TestClient) -> None:
        first, again = (api.post(f"{HOOKS}/whk_1/secret", json={}, headers=key("k")) for _ in range(2))
        assert first.json()["secret"] == again.json()["secret"]
        assert first.json()["secret"].startswith("whsec_")

    def test_it_is_removed(self, api: TestClient) -> None:
        assert api.delete(f"{HOOKS}/whk_1").status_code == 204
        assert api.get(f"{HOOKS}/whk_1").json()["code"] == "unknown-endpoint"

    def test_the_address_without_a_version_leads_here_too(self, api: TestClient) -> None:
        assert api.post("/api/webhooks/", json=ASKED, headers=key()).status_code == 201
        assert len(api.get("/api/webhooks").json()["items"]) == 4
        assert api.get("/api/webhooks/whk_1").json()["id"] == "whk_1"


class TestDeliveries:
    def test_a_test_is_sent_once(self, api: TestClient, door: Door) -> None:
        first, again = (api.post(f"{HOOKS}/whk_1/test", headers=key("k")) for _ in range(2))
        assert (first.status_code, first.json()["event"]) == (202, "webhook.test")
        assert first.json() == again.json()
        assert len(door.delivery_queue.waiting) == 1

    def test_what_was_given_up_is_sent_again(self, api: TestClient, door: Door) -> None:
        """Fault 24: two clicks, one delivery."""
        where = f"{HOOKS}/whk_1/deliveries/dlv_1"
        again = api.post(f"{where}/resend", headers=key())
        assert (again.status_code, again.json()["status"]) == (202, "pending")
        assert api.get(where).json()["resent_as"] == again.json()["id"]
        assert api.post(f"{where}/resend", headers=key()).json()["code"] == "resend-in-progress"

    def test_all_of_it_since_a_time(self, api: TestClient) -> None:
        body = {"since": "2026-03-01T00:00:00Z"}
        assert api.post(f"{HOOKS}/whk_1/recover", json=body, headers=key()).json() == {"recovered": 1, "cursor": None}

    def test_lists_and_numbers(self, api: TestClient) -> None:
        (one,) = api.get(f"{HOOKS}/whk_1/deliveries").json()["items"]
        assert (one["id"], one["status"]) == ("dlv_1", DeliveryStatus.EXHAUSTED)
        said = api.get(f"{HOOKS}/whk_1/statistics", params={"days": 7}).json()
        assert (said["attempts"], said["success_rate"], said["endpoint"]["id"]) == (0, None, "whk_1")


class TestData:
    def test_a_deletion_is_accepted_and_a_repeat_says_the_same(self, api: TestClient) -> None:
        first, again = (api.delete("/api/v1/interviews/int_1") for _ in range(2))
        assert (first.status_code, first.json()) == (202, again.json())
        receipt = api.get(first.headers["location"]).json()
        assert (receipt["interview_id"], receipt["status"], receipt["requested_by"]) == ("int_1", "erasing", "key_1")
        assert api.get("/api/v1/interviews/int_1").status_code == 404
        assert [one["interview_id"] for one in api.get("/api/v1/erasures").json()["items"]] == ["int_1"]

    def test_it_is_on_record_by_ids(self, api: TestClient) -> None:
        api.delete("/api/v1/interviews/int_1")
        (entry,) = api.get("/api/v1/audit").json()["items"]
        assert (entry["actor"], entry["action"], entry["objects"]) == (
            "key_1",
            "interview.erasure_requested",
            ["int_1"],
        )

    def test_what_was_used_and_what_is_left(self, api: TestClient, door: Door) -> None:
        door.memory.organisations["acme"] = organisation(quotas=Quotas(interviews=5, audio_minutes=9))
        body = {"project_id": "onboarding", "content_type": "audio/ogg"}
        answer = api.post("/api/v1/interviews", json=body, headers=key())
        assert answer.headers["ratelimit"].startswith('"interviews";r=4;t=')
        assert answer.headers["ratelimit-policy"].startswith('"interviews";q=5;w=')
        said = api.get("/api/v1/usage").json()
        assert (said["used"]["interviews"], said["quota"]) == (1, {"interviews": 5, "audio_minutes": 9})
        assert said["resets_at"] == "2026-04-01T00:00:00Z"
        assert api.get("/api/v1/usage", params={"month": "2026-01"}).json()["used"]["interviews"] == 0
