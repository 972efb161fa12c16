"""Limits as callers are told of them: how fast, and how much; a month that is used up is 429."""

import pytest

from shared.domain.organisation import Quotas
from shared.domain.quota import interview_taking
from tests.builders import organisation, principal, project
from tests.unit.functions.api.door import Door, key

pytestmark = pytest.mark.loopback


def test_a_call_beyond_the_quota_is_told_when_to_come_again() -> None:
    door = Door()
    app = door.app()

    @app.get("/full")
    def full() -> None:
        raise interview_taking("acme", Quotas(interviews=7, audio_minutes=1), door.clock.now()).exceeded

    with door.client(app) as client:
        answer = client.get("/full")
    assert (answer.status_code, answer.json()["code"]) == (429, "quota-exceeded")
    left = 29 * 86_400 + 14 * 3_600 + 30 * 60  # from the second of March, half past nine
    assert answer.headers["Retry-After"] == str(left)
    assert answer.headers["RateLimit"] == f'"interviews";r=0;t={left}'
    assert answer.headers["RateLimit-Policy"] == f'"interviews";q=7;w={31 * 86_400}'


def test_every_answer_to_a_key_says_how_fast_it_may_call_whatever_the_answer() -> None:
    door = Door()
    with door.client() as client:
        asked = ("/api/v1/interviews", "/api/v1/interviews/int_9", "/api/v1/interviews?limit=0")
        answers = [client.get(path) for path in asked]
        assert [answer.status_code for answer in answers] == [200, 404, 400]
        assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"burst";q=20;w=2'}
        assert "RateLimit-Policy" not in client.get("/health").headers
        door.caller = principal(plan="enterprise")
        assert client.get(asked[0]).headers["RateLimit-Policy"] == '"burst";q=400;w=2'


def test_who_begins_an_interview_is_told_of_both() -> None:
    door = Door()
    door.memory.projects["acme", "onboarding"] = project()
    door.memory.organisations["acme"] = organisation()
    body = {"project_id": "onboarding", "candidate": {"name": "Ann Example", "email": "ann@example.org"}}
    with door.client() as client:
        answer = client.post("/api/v1/interviews/schedule", json=body, headers=key())
    month, burst = answer.headers["RateLimit-Policy"].split(", ")
    assert month == f'"interviews";q=100;w={31 * 86_400}'
    assert burst == '"burst";q=20;w=2'
