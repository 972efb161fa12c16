"""Candidates: invited, and let in by their links; nobody else is."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.organisation import Quotas
from tests.builders import organisation, project
from tests.unit.functions.api.door import Door, key
from tests.unit.logs import captured

pytestmark = pytest.mark.loopback
INVITE = "/api/v1/candidates/invite"
PLACE = "https://abc.example.org/prod"


@pytest.fixture
def door() -> Door:
    door = Door()
    door.memory.projects["acme", "onboarding"] = project()
    return door


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def people(count: int) -> list[dict[str, str]]:
    return [{"name": f"Ann {number}", "email": f"ann{number}@example.org"} for number in range(count)]


def invite(api: TestClient, count: int = 1, idempotency_key: str = "", **more: Any) -> Any:
    body = {"project_id": "onboarding", "candidates": people(count)} | more
    return api.post(INVITE, json=body, headers=key(idempotency_key))


def invited(api: TestClient) -> tuple[str, str]:
    """The id of an interview, and the path of its link."""
    (row,) = invite(api).json()["invitations"]
    return row["interview_id"], row["interview_url"].removeprefix(PLACE)


class TestInviting:
    @pytest.mark.parametrize("count", [1, 100])
    def test_each_row_has_its_interview_and_link(self, api: TestClient, door: Door, count: int) -> None:
        answer = invite(api, count)
        rows = answer.json()["invitations"]
        assert answer.status_code == 202
        assert [row["row"] for row in rows] == list(range(count))
        assert len({row["interview_id"] for row in rows}) == len({row["interview_url"] for row in rows}) == count
        assert len(door.memory.interviews) == len(door.memory.outbox) == count

    @pytest.mark.parametrize("count", [0, 101])
    def test_none_and_one_too_many_are_refused(self, api: TestClient, count: int) -> None:
        assert invite(api, count).json()["errors"][0]["pointer"] == "/candidates"

    def test_a_repeat_invites_nobody_again(self, api: TestClient, door: Door) -> None:
        first, again = (invite(api, 3, "k", send_email=True) for _ in range(2))
        assert first.json() == again.json()
        assert (len(door.memory.interviews), len(door.mailer.letters)) == (3, 3)

    def test_a_crash_in_the_middle_makes_no_row_twice(self, door: Door) -> None:
        app = door.app()
        store = app.state.root().idempotency
        complete = store.complete

        def crash(_: object) -> None:
            store.complete = complete
            raise KeyError("a bug at the worst time")

        store.complete, store.release = crash, lambda _: None
        with door.client(app) as api:
            assert invite(api, 3, "k").status_code == 500
            door.clock.advance(minutes=1)
            assert len(invite(api, 3, "k").json()["invitations"]) == 3
        assert len(door.memory.interviews) == len(door.memory.outbox) == 3

    def test_a_row_that_is_refused_keeps_no_other_from_being_made(self, api: TestClient, door: Door) -> None:
        door.memory.organisations["acme"] = organisation(quotas=Quotas(interviews=2, audio_minutes=1))
        rows = invite(api, 3).json()["invitations"]
        assert [(row["outcome"], row["code"]) for row in rows] == [
            ("created", None),
            ("created", None),
            ("refused", "quota-exceeded"),
        ]

    def test_nobody_is_written_to_unless_it_is_asked_for(self, api: TestClient, door: Door) -> None:
        assert invite(api).json()["invitations"][0]["email"] == "not_sent"
        assert not door.mailer.letters

    def test_letters(self, api: TestClient, door: Door) -> None:
        door.mailer.refuses.add("ann1@example.org")
        rows = invite(api, 2, send_email=True).json()["invitations"]
        assert [row["email"] for row in rows] == ["sent", "not_sent"]
        assert door.mailer.letters == [("ann0@example.org", rows[0]["interview_url"])]


class TestLetIn:
    @pytest.fixture(autouse=True)
    def _without_key(self, api: TestClient, door: Door) -> None:
        self.interview_id, self.link = invited(api)
        self.caller, door.caller = door.caller, None

    def test_a_candidate_sees_what_to_do_and_little_else(self, api: TestClient) -> None:
        said = api.get(self.link).json()
        assert (said["state"], said["title"], said["max_seconds"]) == ("awaiting_recording", "", 14400)
        assert set(said) == {
            "interview_id", "mode", "title", "language", "state", "what_to_do", "accepted_types", "max_bytes",
            "min_seconds", "max_seconds", "minutes", "turns", "expires_at",
        }  # fmt: skip
        assert (said["interview_id"], said["mode"]) == (self.interview_id, "recording")

    def test_and_uploads_to_their_interview_only(self, api: TestClient) -> None:
        form = api.post(f"{self.link}/upload", json={"content_type": "audio/webm"}).json()
        assert form["fields"] == {"key": f"acme/{self.interview_id}/upload", "Content-Type": "audio/webm"}

    def test_no_transcript_and_no_web_page(self, api: TestClient) -> None:
        for kind in ("application/json", "text/html"):
            assert api.post(f"{self.link}/upload", json={"content_type": kind}).status_code == 422

    def test_once_it_is_received_there_is_nothing_more_to_do(self, api: TestClient, door: Door) -> None:
        where = InterviewKey(organisation_id="acme", interview_id=self.interview_id)
        known = door.memory.interviews[where]
        door.memory.interviews[where] = known.model_copy(update={"status": InterviewStatus.PROCESSING, "active_run": 1})
        assert api.get(self.link).json()["state"] == "received"
        answer = api.post(f"{self.link}/upload", json={"content_type": "audio/webm"})
        assert (answer.status_code, answer.json()["code"]) == (409, "upload-not-expected")

    def test_a_link_ends(self, api: TestClient, door: Door) -> None:
        door.clock.advance(days=13, hours=23)
        assert api.get(self.link).status_code == 200
        door.clock.advance(hours=1)
        assert self.refused(api, self.link) == (410, "link-ended")

    def test_a_link_is_revoked(self, api: TestClient, door: Door) -> None:
        door.caller = self.caller
        where = f"/api/v1/interviews/{self.interview_id}/link"
        assert api.delete(where).json()["state"] == api.delete(where).json()["state"] == "revoked"
        assert api.get(where).json()["interview_url"] is None
        door.caller = None
        assert self.refused(api, self.link) == (410, "link-ended")

    def test_a_new_link_ends_the_one_before(self, api: TestClient, door: Door) -> None:
        door.caller = self.caller
        where = f"/api/v1/interviews/{self.interview_id}/link"
        api.delete(where)
        first, again = (api.post(where, json={"expires_in_days": 3}, headers=key("k")) for _ in range(2))
        assert (first.status_code, first.json()["generation"]) == (201, 2)
        assert again.json() == first.json()
        door.caller = None
        assert self.refused(api, self.link) == (410, "link-ended")
        assert api.get(first.json()["interview_url"].removeprefix(PLACE)).status_code == 200

    def test_a_link_of_a_former_key_still_opens_and_of_one_before_not(self, api: TestClient, door: Door) -> None:
        door.signing.rotate("n" * 64)
        assert api.get(self.link).status_code == 200
        door.signing.rotate("o" * 64)
        assert self.refused(api, self.link) == (404, "unknown-item")

    def test_no_changed_token_opens_anything(self, api: TestClient) -> None:
        """API1: each letter, and what the token says."""
        token = self.link.removeprefix("/interview/")
        for place in range(len(token)):
            changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
            assert self.refused(api, f"/interview/{changed}") == (404, "unknown-item")
        key_id, _, signature = token.split(".")
        said = base64.urlsafe_b64encode(json.dumps(["other", self.interview_id, 1]).encode()).decode().rstrip("=")
        assert self.refused(api, f"/interview/{key_id}.{said}.{signature}") == (404, "unknown-item")

    def test_nor_does_a_cursor(self, api: TestClient, door: Door) -> None:
        door.caller = self.caller
        cursor = api.get("/api/v1/interviews", params={"limit": 1}).json()["next_cursor"]
        assert self.refused(api, f"/interview/{cursor}") == (404, "unknown-item")

    def refused(self, api: TestClient, link: str) -> tuple[int, str]:
        answer = api.get(link)
        return answer.status_code, answer.json()["code"]


def test_names_and_tokens_are_in_no_log(api: TestClient) -> None:
    with captured() as log:
        invite(api, send_email=True)
        _, link = invited(api)
        api.get(link)
        api.get(f"{link}x")
    logged = log.getvalue()
    assert "/interview/{token}" in logged
    assert "Ann 0" not in logged
    assert "ann0" not in logged
    assert link.rpartition("/")[2] not in logged
