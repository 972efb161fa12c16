"""Interviews through the API: scheduled, begun with a recording, listed, read, run again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.domain.errors import StorageThrottled
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.interview_status import InterviewStatus
from shared.domain.job_description import JobDescription
from shared.domain.organisation import Quotas
from shared.domain.quota import Quota
from tests.builders import at, interview, organisation, principal, project, run
from tests.fakes import MemoryInterviews, MemoryRuns
from tests.unit.functions.api.door import SEEN_AT, Door, Killed, key

pytestmark = pytest.mark.loopback
SCHEDULE = "/api/v1/interviews/schedule"
INTERVIEWS = "/api/v1/interviews"
ANN = {"name": "Ann Example", "email": "ann@example.org"}


def asked(**more: Any) -> dict[str, Any]:
    return {"project_id": "onboarding", "candidate": ANN} | more


@pytest.fixture
def door() -> Door:
    door = Door()
    door.memory.projects["acme", "onboarding"] = project()
    return door


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def schedule(api: TestClient, idempotency_key: str = "", /, **more: Any) -> Any:
    return api.post(SCHEDULE, json=asked(**more), headers=key(idempotency_key))


class TestScheduling:
    def test_answers_at_once_with_the_link(self, api: TestClient, door: Door) -> None:
        answer = schedule(api)
        said = answer.json()
        assert answer.status_code == 202
        assert set(said) == {"interview_id", "interview_url", "expires_at", "warnings"}
        assert answer.headers["location"] == f"{SEEN_AT}{INTERVIEWS}/{said['interview_id']}"
        assert said["interview_url"].startswith("https://abc.example.org/prod/interview/")
        assert said["expires_at"] == "2026-03-16T09:30:00Z"

    def test_the_interview_is_what_was_asked_for(self, api: TestClient) -> None:
        wanted: dict[str, Any] = {
            "title": "First talk",
            "language": "de",
            "tier": "professional",
            "metadata": {"req": "7"},
        }
        made = schedule(api, **wanted, candidate=ANN | {"external_id": "c7"}).json()
        seen = api.get(f"{INTERVIEWS}/{made['interview_id']}").json()
        assert {name: seen[name] for name in wanted} == wanted
        assert seen["candidate"] == ANN | {"external_id": "c7"}
        assert seen["status"] == "awaiting_upload"

    def test_it_is_announced_without_the_candidate(self, api: TestClient, door: Door) -> None:
        schedule(api)
        (event,) = door.memory.outbox.values()
        assert event.event == "interview.scheduled"
        assert "Ann" not in event.model_dump_json()

    def test_a_repeat_makes_nothing_and_says_the_same(self, api: TestClient, door: Door) -> None:
        first, again = schedule(api, "k"), schedule(api, "k")
        assert (again.json(), again.status_code, again.headers["location"]) == (
            first.json(),
            202,
            first.headers["location"],
        )
        assert (len(door.memory.interviews), len(door.memory.outbox), used(door)) == (1, 1, 1)

    def test_fifty_threads_with_one_key_make_one_interview(self, api: TestClient, door: Door) -> None:
        """Fault 1."""
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda _: schedule(api, "k"), range(50)))
        assert (len(door.memory.interviews), len(door.memory.outbox), used(door)) == (1, 1, 1)
        fresh = [a for a in answers if a.status_code == 202 and "idempotent-replayed" not in a.headers]
        assert len(fresh) == 1
        assert {a.status_code for a in answers} <= {202, 409}

    def test_an_unknown_project_is_404(self, api: TestClient) -> None:
        answer = schedule(api, project_id="nothing")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-project")

    def test_for_a_job_its_questions_are_what_is_answered(self, api: TestClient, door: Door) -> None:
        job = JobDescription(id="jd_1", title="Planner", custom_questions=("How do you plan?",))
        door.memory.job_descriptions["acme", "jd_1"] = job
        body = {"job_description_id": "jd_1", "candidate": ANN}
        made = [api.post(SCHEDULE, json=body, headers=key()).json()["interview_id"] for _ in range(2)]
        seen = api.get(f"{INTERVIEWS}/{made[1]}").json()
        assert (seen["job_description_id"], seen["project_id"]) == ("jd_1", "jd_1")
        assert [one.text for one in door.memory.projects["acme", "jd_1"].questions] == ["How do you plan?"]

    def test_for_nothing_it_is_422(self, api: TestClient) -> None:
        answer = api.post(SCHEDULE, json={"candidate": ANN}, headers=key())
        assert answer.json()["errors"] == [{"pointer": "", "detail": "name a project or a job description"}]

    @pytest.mark.parametrize(
        ("field", "given"),
        [
            ("candidate", {"name": "Ann"}),
            ("candidate", ANN | {"email": "ann"}),
            ("candidate", ANN | {"name": "\u0007"}),
            ("title", "x" * 201),
            ("language", "german"),
            ("tier", "gold"),
            ("metadata", {"a b": "c"}),
            ("metadata", {str(n): "x" for n in range(21)}),
            ("metadata", {"a": "x" * 501}),
            ("expires_in_days", 0),
            ("expires_in_days", 91),
            ("organisation_id", "other"),
            ("interview_id", "mine"),
            ("status", "completed"),
        ],
    )
    def test_what_cannot_be_used_is_pointed_at(self, api: TestClient, field: str, given: object) -> None:
        """API3, mass assignment, among others."""
        answer = schedule(api, **dict[str, Any]({field: given}))
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"].startswith(f"/{field}")


def used(door: Door, tenant: str = "acme") -> int:
    return door.memory.usage.get((tenant, "2026-03", Quota.INTERVIEWS), 0)


class TestQuota:
    def test_the_last_of_the_month_is_made_and_one_more_is_429(self, api: TestClient, door: Door) -> None:
        quotas = Quotas(interviews=2, audio_minutes=10)
        door.memory.organisations["acme"] = organisation(quotas=quotas)
        statuses = [schedule(api).status_code for _ in range(3)]
        assert statuses == [202, 202, 429]
        assert (len(door.memory.interviews), used(door)) == (2, 2)

    def test_each_answer_says_what_is_left_and_a_replay_uses_none(self, api: TestClient, door: Door) -> None:
        door.memory.organisations["acme"] = organisation(quotas=Quotas(interviews=2, audio_minutes=10))
        answers = [schedule(api, name) for name in ("a", "a", "b", "c")]
        assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == ["r=1", "r=1", "r=0", "r=0"]
        assert {answer.headers["RateLimit-Policy"].split(";")[1] for answer in answers} == {"q=2"}
        assert [answer.headers.get("Retry-After") is not None for answer in answers] == [False, False, False, True]

    def test_a_refused_call_uses_none_and_may_be_sent_again(self, api: TestClient, door: Door) -> None:
        door.memory.organisations["acme"] = organisation(quotas=Quotas(interviews=0, audio_minutes=10))
        assert schedule(api, "k").json()["code"] == "quota-exceeded"
        door.memory.organisations["acme"] = organisation(quotas=Quotas(interviews=1, audio_minutes=10))
        assert schedule(api, "k").status_code == 202

    def test_sandbox_and_live_are_counted_apart(self, api: TestClient, door: Door) -> None:
        door.memory.projects["acme__sandbox", "onboarding"] = project()
        door.caller = principal(organisation_id="acme__sandbox", mode="sandbox")
        assert schedule(api).status_code == 202
        assert (used(door), used(door, "acme__sandbox")) == (0, 1)


class TestKilled:
    """Fault 4: the function dies, the client sends the request again with its key, there is one interview."""

    def test_after_the_claim(self, door: Door) -> None:
        self.dies(door, before=True)

    def test_after_the_transaction(self, door: Door) -> None:
        self.dies(door, before=False)

    def dies(self, door: Door, *, before: bool) -> None:
        app = door.app()
        interviews = app.state.root().interviews
        create = interviews.create_interview

        def kill(*arguments: Any) -> None:
            interviews.create_interview = create
            if not before:
                create(*arguments)
            raise Killed

        interviews.create_interview = kill
        with door.client(app) as api:
            assert schedule(api, "k").status_code == 502
            if before:
                assert schedule(api, "k").status_code == 409
                door.clock.advance(seconds=32)
            answer = schedule(api, "k")
        assert answer.status_code == 202
        assert (len(door.memory.interviews), len(door.memory.outbox), used(door)) == (1, 1, 1)

    def test_before_the_answer(self, api: TestClient, door: Door) -> None:
        lost = schedule(api, "k").json()
        assert schedule(api, "k").json() == lost


class TestBeginning:
    def ask(self, api: TestClient, **more: Any) -> Any:
        body = {"project_id": "onboarding", "content_type": "audio/webm"} | more
        return api.post(INTERVIEWS, json=body, headers=key())

    def test_the_form_is_for_one_key_and_one_type(self, api: TestClient) -> None:
        said = self.ask(api).json()
        form = said["upload"]
        assert form["fields"]["key"] == f"acme/{said['interview_id']}/upload"
        assert form["fields"]["Content-Type"] == form["content_type"] == "audio/webm"
        assert form["expires_at"] == "2026-03-02T09:45:00Z"
        assert said["status_url"].endswith(f"/api/v1/interviews/{said['interview_id']}/status")

    def test_a_transcript_may_be_smaller_than_a_recording(self, api: TestClient) -> None:
        sizes = [self.ask(api, content_type=kind).json()["upload"]["max_bytes"] for kind in ("text/vtt", "audio/ogg")]
        assert sizes == [5 * 1024**2, 2 * 1024**3]

    def test_another_type_is_refused(self, api: TestClient) -> None:
        assert self.ask(api, content_type="text/html").status_code == 422

    def test_it_has_no_link(self, api: TestClient) -> None:
        made = self.ask(api).json()["interview_id"]
        assert api.get(f"{INTERVIEWS}/{made}/link").status_code == 404


class TestLists:
    @pytest.fixture
    def full(self, door: Door, api: TestClient) -> list[str]:
        ids = []
        for _ in range(7):
            ids.append(schedule(api).json()["interview_id"])
            door.clock.advance(minutes=1)
        return ids[::-1]

    def pages(self, api: TestClient, limit: int, **wanted: Any) -> list[str]:
        found: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            asked = {"limit": limit} | wanted | ({"cursor": cursor} if cursor else {})
            said = api.get(INTERVIEWS, params=asked).json()
            found += [one["interview_id"] for one in said["items"]]
            cursor = said["next_cursor"]
        return found

    @pytest.mark.parametrize("limit", [1, 3, 100])
    def test_pages_show_each_once_newest_first(self, api: TestClient, full: list[str], limit: int) -> None:
        assert self.pages(api, limit) == full

    def test_filters(self, api: TestClient, full: list[str]) -> None:
        assert self.pages(api, 2, project_id="onboarding", status="awaiting_upload") == full
        assert self.pages(api, 2, status="failed") == []
        assert self.pages(api, 2, created_from="2026-03-02T09:35:00Z") == full[:2]
        assert self.pages(api, 2, created_before="2026-03-02T09:32:00Z") == full[5:]

    def test_pages_are_stable_while_others_are_made(self, api: TestClient, full: list[str]) -> None:
        first = api.get(INTERVIEWS, params={"limit": 3}).json()
        schedule(api)
        second = api.get(INTERVIEWS, params={"limit": 3, "cursor": first["next_cursor"]}).json()
        assert [one["interview_id"] for one in (*first["items"], *second["items"])] == full[:6]

    @pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1e9"])
    def test_a_limit_out_of_bounds_is_400(self, api: TestClient, limit: str) -> None:
        answer = api.get(INTERVIEWS, params={"limit": limit})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/query/limit")

    def test_a_changed_cursor_is_400(self, api: TestClient, full: list[str]) -> None:
        cursor = api.get(INTERVIEWS, params={"limit": 1}).json()["next_cursor"]
        for place in range(0, len(cursor), 7):
            other = "A" if cursor[place] != "A" else "B"
            changed = cursor[:place] + other + cursor[place + 1 :]
            answer = api.get(INTERVIEWS, params={"limit": 1, "cursor": changed})
            assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")

    @pytest.mark.parametrize("other", [{"status": "failed"}, {"project_id": "onboarding"}])
    def test_a_cursor_of_another_filter_is_400(self, api: TestClient, full: list[str], other: dict[str, str]) -> None:
        cursor = api.get(INTERVIEWS, params={"limit": 1}).json()["next_cursor"]
        assert api.get(INTERVIEWS, params={"limit": 1, "cursor": cursor} | other).status_code == 400

    def test_a_cursor_of_another_organisation_is_400(self, api: TestClient, door: Door, full: list[str]) -> None:
        cursor = api.get(INTERVIEWS, params={"limit": 1}).json()["next_cursor"]
        door.caller = principal(organisation_id="other")
        assert api.get(INTERVIEWS, params={"cursor": cursor}).status_code == 400
        assert api.get(INTERVIEWS).json() == {"items": [], "next_cursor": None}

    def test_a_cursor_outlives_a_new_key(self, api: TestClient, door: Door, full: list[str]) -> None:
        cursor = api.get(INTERVIEWS, params={"limit": 3}).json()["next_cursor"]
        door.signing.rotate("n" * 64)
        again = api.get(INTERVIEWS, params={"limit": 3, "cursor": cursor}).json()
        assert [one["interview_id"] for one in again["items"]] == full[3:6]


class TestRuns:
    @pytest.fixture
    def ran(self, door: Door) -> InterviewKey:
        """An interview whose first run failed at the evidence."""
        made = interview(InterviewKey(organisation_id="acme", interview_id="int_1"))
        MemoryInterviews(door.memory).create_interview(made)
        door.media.upload(upload_key(made.key), b"sound")
        MemoryRuns(door.memory).begin_run(run(), None)
        known = door.memory.interviews[made.key]
        failed = {"status": InterviewStatus.FAILED, "active_run": None, "reason": "EngineFailed: HTTP 500"}
        door.memory.interviews[made.key] = known.model_copy(update=failed)
        return made.key

    def test_the_status_says_how_far_it_is(self, api: TestClient, ran: InterviewKey) -> None:
        answer = api.get(f"{INTERVIEWS}/int_1/status")
        said = answer.json()
        assert (said["status"], said["is_final"], said["run"]["run"]) == ("failed", True, 1)
        assert "retry-after" not in answer.headers

    def test_while_it_waits_it_says_when_to_ask_again(self, api: TestClient) -> None:
        made = schedule(api).json()["interview_id"]
        answer = api.get(f"{INTERVIEWS}/{made}/status")
        assert (answer.json()["is_final"], answer.json()["run"]) == (False, None)
        assert answer.headers["retry-after"]

    def test_another_run_from_a_step(self, api: TestClient, door: Door, ran: InterviewKey) -> None:
        body = {"resume_from": "upload", "skip_steps": ["personas"], "user_custom_instructions": "look at tools"}
        first, again = (api.post(f"{INTERVIEWS}/int_1/runs", json=body, headers=key("k")) for _ in range(2))
        assert first.json()["run"] == again.json()["run"] == 2
        assert (first.status_code, again.headers["idempotent-replayed"]) == (202, "true")
        assert first.headers["location"] == f"{SEEN_AT}{INTERVIEWS}/int_1/runs/2"
        seen = api.get(first.headers["location"]).json()
        assert (seen["resume_from"], seen["skip_steps"]) == ("upload", ["personas"])
        assert seen["user_custom_instructions"] == "look at tools"
        assert [one["run"] for one in api.get(f"{INTERVIEWS}/int_1/runs").json()["items"]] == [1, 2]

    def test_a_step_without_input_is_422(self, api: TestClient, ran: InterviewKey) -> None:
        answer = api.post(f"{INTERVIEWS}/int_1/runs", json={"resume_from": "insights"}, headers=key())
        assert (answer.status_code, answer.json()["code"]) == (422, "missing-step-input")

    def test_while_one_is_under_way_another_is_409(self, api: TestClient, ran: InterviewKey) -> None:
        api.post(f"{INTERVIEWS}/int_1/runs", json={"resume_from": "upload"}, headers=key())
        answer = api.post(f"{INTERVIEWS}/int_1/runs", json={"resume_from": "upload"}, headers=key())
        assert (answer.status_code, answer.json()["code"]) == (409, "run-in-progress")

    def test_an_unknown_run_is_404(self, api: TestClient, ran: InterviewKey) -> None:
        assert api.get(f"{INTERVIEWS}/int_1/runs/9").json()["code"] == "unknown-run"


def test_the_store_being_down_is_503_and_nothing_is_made(door: Door) -> None:
    """Fault 6, with the transaction refused."""
    app = door.app()

    def refuse(*_: object) -> None:
        raise StorageThrottled("the table could not be reached")

    interviews = app.state.root().interviews
    interviews.create_interview, create = refuse, interviews.create_interview
    with door.client(app) as api:
        assert schedule(api, "k").status_code == 503
        interviews.create_interview = create
        assert schedule(api, "k").status_code == 202
    assert len(door.memory.interviews) == 1
    assert at(0) in {one.created_at for one in door.memory.interviews.values()}
