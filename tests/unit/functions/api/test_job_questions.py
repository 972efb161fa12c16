"""The questions of a job by the API: made, listed, edited, made again."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.adapters.question_bank import BankQuestionWriter
from shared.domain.engines import month_of
from shared.domain.interview_key import InterviewKey
from shared.domain.job_description import JobDescription
from shared.domain.session.limits import MAX_JOB_QUESTIONS, MIN_JOB_QUESTIONS
from shared.domain.tier import Tier
from shared.ports import Meter
from shared.runtime.bootstrap import Root
from tests import fakes
from tests.builders import principal, use
from tests.unit.functions.api.door import SEEN_AT, Door, key

pytestmark = pytest.mark.loopback
JOB = JobDescription(id="jd_1", title="Baker", custom_questions=("Rye or wheat?",))
WHERE = "/api/v1/job-descriptions/jd_1/questions"
MINE = {"text": "What do you bake at home?", "kind": "motivation"}


@pytest.fixture
def door() -> Door:
    door = Door()
    door.memory.job_descriptions["acme", "jd_1"] = JOB
    return door


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def make(api: TestClient, **body: Any) -> Any:
    made = api.post(WHERE, json=body, headers=key())
    assert made.status_code == 201, made.text
    return made


def seen(version: int) -> dict[str, str]:
    return {"If-Match": f'"v{version}"'}


def texts(answer: Any) -> list[str]:
    return [question["text"] for question in answer.json()["questions"]]


@pytest.mark.parametrize("count", [MIN_JOB_QUESTIONS, MAX_JOB_QUESTIONS])
def test_so_many_are_made_beside_the_job_s_own(api: TestClient, count: int) -> None:
    made = make(api, count=count)
    said = made.json()
    assert (made.headers["etag"], made.headers["location"]) == ('"v1"', SEEN_AT + WHERE)
    assert len(said["questions"]) == count + 2
    assert (said["written_by"]["name"], said["draft"]) == ("question-bank", True)
    assert all(one["id"] for one in said["questions"])
    assert api.get(WHERE).json() == said


@pytest.mark.parametrize("count", [MIN_JOB_QUESTIONS - 1, MAX_JOB_QUESTIONS + 1])
def test_fewer_or_more_are_refused(api: TestClient, count: int) -> None:
    assert api.post(WHERE, json={"count": count}, headers=key()).status_code == 422


def test_before_they_are_made_there_are_none(api: TestClient) -> None:
    assert (api.get(WHERE).status_code, api.get(WHERE).json()["code"]) == (404, "unknown-item")


def test_a_repeat_makes_nothing_again(api: TestClient) -> None:
    headers = key("once")
    first, again = (api.post(WHERE, json={}, headers=headers) for _ in range(2))
    assert again.json() == first.json()
    assert api.get(WHERE).headers["etag"] == '"v1"'


def test_edited_reordered_and_left_out(api: TestClient) -> None:
    questions = make(api).json()["questions"]
    edited = [MINE, *reversed(questions[:3])]
    put = api.put(WHERE, json={"questions": edited}, headers=seen(1))
    assert (put.status_code, put.headers["etag"]) == (200, '"v2"')
    assert [one["id"] for one in put.json()["questions"][1:]] == [one["id"] for one in reversed(questions[:3])]
    assert api.get(WHERE).json() == put.json()
    assert api.put(WHERE, json={"questions": edited}, headers=seen(1)).status_code == 412
    assert api.put(WHERE, json={"questions": edited}).status_code == 428


def test_made_again_what_humans_have_put_there_stays(api: TestClient) -> None:
    questions = make(api, count=8).json()["questions"]
    own = [one | {"good_answer": ["Gives a reason"]} for one in questions if one["text"] == "Rye or wheat?"]
    api.put(WHERE, json={"questions": [MINE, *own, questions[0] | {"text": "Mine now?"}]}, headers=seen(1))
    again = make(api, count=9)
    assert again.headers["etag"] == '"v3"'
    assert {MINE["text"], "Rye or wheat?"} <= set(texts(again))
    assert "Mine now?" not in texts(again)
    kept = next(one for one in again.json()["questions"] if one["text"] == "Rye or wheat?")
    assert kept["good_answer"] == ["Gives a reason"]
    assert len(texts(again)) == 9 + 3


def test_their_language_is_kept_until_somebody_says_another(api: TestClient) -> None:
    questions = make(api, language="de").json()["questions"]
    assert api.get(WHERE).json()["language"] == "de"
    put = api.put(WHERE, json={"questions": questions[:2]}, headers=seen(1))
    assert put.json()["language"] == "de"
    put = api.put(WHERE, json={"questions": questions[:2], "language": "hi"}, headers=seen(2))
    assert put.json()["language"] == "hi"
    assert make(api).json()["language"] == "en"


def test_an_own_question_that_was_taken_out_stays_out(api: TestClient, door: Door) -> None:
    make(api)
    api.put(WHERE, json={"questions": [MINE]}, headers=seen(1))
    door.memory.job_descriptions["acme", "jd_1"] = JOB.changed({"custom_questions": ("Rye or wheat?", "Oats?")}, seen=1)
    body = {"job_description_id": "jd_1", "mode": "live", "candidate": {"name": "A", "email": "a@example.org"}}
    made = api.post("/api/v1/interviews/schedule", json=body, headers=key()).json()
    plan = api.get(f"/api/v1/interviews/{made['interview_id']}/plan")
    assert texts(plan) == [MINE["text"], "Oats?"]
    assert "Rye or wheat?" not in texts(make(api))


def test_they_go_with_their_job(api: TestClient, door: Door) -> None:
    make(api)
    assert api.delete("/api/v1/job-descriptions/jd_1", headers=seen(1)).status_code == 204
    assert door.memory.job_questions == {}
    assert api.get(WHERE).status_code == 404


def test_of_another_organisation_there_are_none(api: TestClient, door: Door) -> None:
    make(api)
    door.caller = principal(organisation_id="other")
    answers = [
        api.get(WHERE),
        api.post(WHERE, json={}, headers=key()),
        api.put(WHERE, json={"questions": [MINE]}, headers=seen(1)),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3


def test_what_a_model_has_used_is_the_organisation_s_of_this_month(
    api: TestClient, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid = use(provider="openai", model="gpt", tokens_in=900, tokens_out=400, price_nanodollars=7)

    def writer(_: Root, __: str, ___: str, ____: Tier, meter: Meter) -> BankQuestionWriter:
        meter.add(paid)
        return BankQuestionWriter()

    monkeypatch.setattr(Root, "question_writer", writer)
    sent = key()
    for _ in range(2):
        assert api.post(WHERE, json={}, headers=sent).status_code == 201
    ledger, month = fakes.MemoryLedger(door.memory), month_of(door.clock.now())
    [entered] = ledger.costs_of_organisation("acme", month)
    assert (entered.provider, entered.model, entered.tokens_in, entered.price_nanodollars) == (
        "openai",
        "gpt",
        900,
        7,
    )
    job = InterviewKey(organisation_id="acme", interview_id="jd_1")
    assert ledger.costs_of_interview(job)
    assert api.delete("/api/v1/job-descriptions/jd_1", headers=seen(1)).status_code == 204
    assert ledger.costs_of_interview(job) == []
    assert ledger.costs_of_organisation("acme", month) == (entered,)
