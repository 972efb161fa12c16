"""Live interviews are scheduled with what they ask: by a call guide, or for a job."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.domain.job_description import JobDescription
from shared.domain.job_questions import JobQuestions
from shared.domain.made_by import Engine
from shared.domain.session.limits import (
    DEFAULT_ANSWER_SECONDS,
    MAX_JOB_QUESTIONS,
    MAX_SESSION_MINUTES,
    MAX_TURN_UPLOAD_BYTES,
    MAX_TURNS,
)
from tests.builders import principal, project
from tests.unit.domain.session.plans import call_guide, question
from tests.unit.functions.api.door import Door, key

pytestmark = pytest.mark.loopback
INTERVIEWS = "/api/v1/interviews"
ANN = {"name": "Ann Example", "email": "ann@example.org"}
LIVE = {"candidate": ANN, "mode": "live"}
JOB = JobDescription(id="jd_1", title="Baker", custom_questions=("Rye or wheat?",))

PLAIN = JOB.model_copy(update={"custom_questions": ()})


@pytest.fixture
def door() -> Door:
    door = Door()
    door.memory.projects["acme", "onboarding"] = project()
    door.memory.job_descriptions["acme", "jd_1"] = JOB
    door.memory.call_guides["acme", "gui_1"] = call_guide(id="gui_1", language="de")
    return door


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def schedule_whole(api: TestClient, named: dict[str, str] | None = None, **body: Any) -> Any:
    answer = api.post(f"{INTERVIEWS}/schedule", json=LIVE | body, headers=named or key())
    assert answer.status_code == 202, answer.text
    return answer.json()


def schedule(api: TestClient, **body: Any) -> str:
    return str(schedule_whole(api, **body)["interview_id"])


def plan_of(api: TestClient, interview_id: str) -> Any:
    answer = api.get(f"{INTERVIEWS}/{interview_id}/plan")
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestForAJob:
    def test_without_questions_the_bank_s_are_taken_and_it_says_so(self, api: TestClient) -> None:
        plan = plan_of(api, schedule(api, job_description_id="jd_1"))
        assert plan["written_by"] == {"name": "question-bank", "version": "1", "draft": True}
        assert (plan["source"], plan["source_id"], plan["source_version"]) == ("job_description", "jd_1", 1)
        assert len(plan["questions"]) == MAX_JOB_QUESTIONS + 2
        assert "Rye or wheat?" in {one["text"] for one in plan["questions"]}
        assert [plan["questions"][place]["phase"] for place in (0, -1)] == ["intro", "wrap_up"]

    def test_scheduling_says_that_they_are_a_draft_and_how_to_have_others(self, api: TestClient, door: Door) -> None:
        named = key("once")
        first, again = (schedule_whole(api, named, job_description_id="jd_1") for _ in range(2))
        assert first == again
        draft, assumed, how = first["warnings"]
        assert assumed.endswith("told from their words, if at all: 1 behavioural")
        assert draft == "a draft: the questions come from the bank of questions"
        assert how.startswith("POST /api/v1/job-descriptions/jd_1/questions ")
        door.memory.job_descriptions["acme", "jd_1"] = PLAIN
        kept = JobQuestions.written(PLAIN, [question(1)], Engine(name="model-1", version="1"), language="en")
        door.memory.job_questions["acme", "jd_1"] = kept
        assert schedule_whole(api, job_description_id="jd_1")["warnings"] == []
        assert schedule_whole(api, call_guide_id="gui_1")["warnings"] == []
        assert schedule_whole(api, mode="recording", project_id="onboarding")["warnings"] == []

    def test_in_the_language_of_its_questions(self, api: TestClient, door: Door) -> None:
        door.memory.job_descriptions["acme", "jd_1"] = PLAIN
        kept = JobQuestions.written(PLAIN, [question(1)], Engine(name="model-1", version="1"), language="de")
        door.memory.job_questions["acme", "jd_1"] = kept
        silent = schedule_whole(api, job_description_id="jd_1")
        same = schedule_whole(api, job_description_id="jd_1", language="de-AT")
        other = schedule_whole(api, job_description_id="jd_1", language="fr")
        plans = [plan_of(api, one["interview_id"]) for one in (silent, same, other)]
        assert [one["language"] for one in plans] == ["de", "de-AT", "fr"]
        why = "the job's questions were written in de, the interview is in fr"
        assert [one["warnings"] for one in (silent, same, other)] == [[], [], [why]]
        assert [one["notes"] for one in plans] == [[], [], [why]]

    def test_questions_whose_language_nobody_kept_are_in_english(self, api: TestClient, door: Door) -> None:
        door.memory.job_descriptions["acme", "jd_1"] = PLAIN
        kept = JobQuestions.written(PLAIN, [question(1)], Engine(name="model-1", version="1"))
        door.memory.job_questions["acme", "jd_1"] = kept
        said = schedule_whole(api, job_description_id="jd_1", language="fr")
        assert (plan_of(api, said["interview_id"])["language"], said["warnings"]) == ("fr", [])
        assert plan_of(api, schedule(api, job_description_id="jd_1"))["language"] == "en"

    def test_it_says_that_it_is_held_live(self, api: TestClient) -> None:
        assert api.get(f"{INTERVIEWS}/{schedule(api, job_description_id='jd_1')}").json()["mode"] == "live"

    def test_the_candidate_s_link_says_so_too_and_where_it_stands(self, api: TestClient) -> None:
        interview_id = schedule(api, job_description_id="jd_1")
        address = api.get(f"{INTERVIEWS}/{interview_id}/link").json()["interview_url"]
        link = address.removeprefix("https://abc.example.org/prod")
        said = api.get(link).json()
        assert (said["interview_id"], said["mode"], said["state"]) == (interview_id, "live", "awaiting_start")
        assert (said["max_seconds"], said["max_bytes"]) == (DEFAULT_ANSWER_SECONDS, MAX_TURN_UPLOAD_BYTES)
        assert 0 < said["minutes"] <= MAX_SESSION_MINUTES
        assert 0 < said["turns"] <= MAX_TURNS
        assert "audio/webm" in said["accepted_types"]
        headers = {"Authorization": f"Bearer {link.rpartition('/')[2]}"}
        assert api.post(f"/session/start/{interview_id}", headers=headers).status_code == 200
        assert api.get(link).json()["state"] == "in_progress"
        api.delete(f"/session/state/{interview_id}", headers=headers)
        ended = api.get(link).json()
        assert (ended["state"], ended["what_to_do"]) == ("received", "there is nothing more to do")
        refused = api.post(f"{link}/upload", json={"content_type": "audio/webm"})
        assert (refused.status_code, refused.json()["detail"]) == (409, "the interview is held live")

    @pytest.mark.parametrize("language", ["hi", "en-IN"])
    def test_in_the_language_that_is_named(self, api: TestClient, language: str) -> None:
        assert plan_of(api, schedule(api, job_description_id="jd_1", language=language))["language"] == language

    def test_each_who_is_invited_has_a_plan(self, api: TestClient) -> None:
        body = {"job_description_id": "jd_1", "mode": "live", "candidates": [ANN, ANN]}
        rows = api.post("/api/v1/candidates/invite", json=body, headers=key()).json()["invitations"]
        assert [len(plan_of(api, row["interview_id"])["questions"]) for row in rows] == [14, 14]


class TestByAGuide:
    def test_its_questions_are_asked_and_its_project_made(self, api: TestClient, door: Door) -> None:
        made = schedule(api, call_guide_id="gui_1")
        plan = plan_of(api, made)
        assert (plan["source"], plan["source_id"], plan["language"]) == ("call_guide", "gui_1", "de")
        assert plan["sections"] == [{"section": "Shifts", "minutes": 20}]
        assert [(one["id"], one["section"]) for one in plan["questions"]] == [("q1", "Shifts")]
        assert api.get(f"{INTERVIEWS}/{made}").json()["project_id"] == "gui_1"
        assert [one.text for one in door.memory.projects["acme", "gui_1"].questions] == [question(1).text]

    def test_later_changes_do_not_reach_it(self, api: TestClient, door: Door) -> None:
        before = plan_of(api, made := schedule(api, call_guide_id="gui_1"))
        where = "/api/v1/call-guides/gui_1"
        assert api.patch(where, json={"title": "Other"}, headers={"If-Match": '"v1"'}).status_code == 200
        assert plan_of(api, schedule(api, call_guide_id="gui_1"))["source_version"] == 2
        assert api.post(f"/api/v1/session/start/{made}").status_code == 200
        assert api.delete(where, headers={"If-Match": '"v2"'}).status_code == 204
        said = api.post(f"/api/v1/session/turn/{made}", json={"text": "Wir planen jede Woche am Montag."})
        assert (said.status_code, said.json()["turn_number"]) == (200, 2)
        assert plan_of(api, made) == before

    def test_it_goes_before_a_job_s_questions(self, api: TestClient) -> None:
        both = schedule(api, call_guide_id="gui_1", job_description_id="jd_1")
        assert plan_of(api, both)["source"] == "call_guide"


class TestRefused:
    def test_a_project_alone_says_nothing_of_what_to_ask(self, api: TestClient, door: Door) -> None:
        refused = api.post(f"{INTERVIEWS}/schedule", json=LIVE | {"project_id": "onboarding"}, headers=key())
        assert refused.status_code == 422
        assert "job description or a call guide" in refused.json()["errors"][0]["detail"]
        assert door.memory.interviews == {}

    @pytest.mark.parametrize("named", [{"call_guide_id": "none"}, {"job_description_id": "none"}])
    def test_what_there_is_not_is_404_and_makes_no_interview(
        self, api: TestClient, door: Door, named: dict[str, str]
    ) -> None:
        answer = api.post(f"{INTERVIEWS}/schedule", json=LIVE | named, headers=key())
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-item")
        assert (door.memory.interviews, door.memory.plans) == ({}, {})

    def test_another_s_guide_is_none(self, api: TestClient, door: Door) -> None:
        door.caller = principal(organisation_id="other")
        answer = api.post(f"{INTERVIEWS}/schedule", json=LIVE | {"call_guide_id": "gui_1"}, headers=key())
        assert answer.status_code == 404

    def test_one_for_a_recording_has_no_plan(self, api: TestClient) -> None:
        made = schedule(api, mode="recording", project_id="onboarding")
        assert api.get(f"{INTERVIEWS}/{made}/plan").json()["code"] == "unknown-item"
        assert api.get(f"{INTERVIEWS}/{made}").json()["mode"] == "recording"
