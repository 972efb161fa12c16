"""`POST /brain` on the deployed app: a page that practises an interview, through API Gateway."""

from typing import Any

import httpx
import pytest

from tests.e2e.deployed import Deployed
from tests.e2e.test_api import Platform, platform
from tests.media import encode, silence
from tests.unit.functions.api.test_brain import FAILED, asked
from tests.unit.functions.api.test_schemas import validator

pytestmark = pytest.mark.emulator

ANSWER = "In spring 2024 I led five analysts and cut the time of our reports by a third, because I automated them."


@pytest.fixture(scope="module")
def ours(deployed: Deployed) -> Platform:
    return platform(deployed, "brain-acme")


def ask(ours: Platform, body: Any, status: int = 200, named: dict[str, str] | None = None) -> Any:
    """What a page is answered: the envelope of the contract, which it may read."""
    url = ours.deployed.outputs["ApiUrl"] + "/brain"
    headers = {"X-API-Key": ours.key, "Origin": "https://pages.example.org"} | (named or {})
    answer = httpx.post(url, json=body, headers=headers, timeout=60, trust_env=False)
    assert answer.status_code == status, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    assert not [error.message for error in validator("brain").iter_errors(answer.json())]
    return answer.json().get("payload") or answer.json()


def test_from_the_first_question_to_the_feedback(ours: Platform) -> None:
    named = {"Idempotency-Key": "practice-1"}
    said = [ask(ours, asked(questions_target=2), named=named)]
    assert ask(ours, asked(questions_target=2), named=named) == said[0]
    while said[-1]["payload"]["kind"] == "question":
        state = said[-1]["session_state"]
        state["score_so_far"] = dict.fromkeys(state["score_so_far"], 10)  # it is nobody's to say
        said.append(ask(ours, asked(state, ANSWER, questions_target=2)))
        assert said[-1]["session_state"]["score_so_far"]["content"] < 10
        assert len(said) < 10
    feedback = said[-1]["payload"]
    assert feedback["summary"].startswith("You answered 2 of 2 questions for Business Analyst.")
    assert feedback["scores"]["content"] > 0
    assert [item["answer"] for item in said[-1]["session_state"]["transcript"]] == [ANSWER] * (len(said) - 1)
    assert ask(ours, asked(said[-1]["session_state"])) == said[-1]
    known = said[0]["payload"]["question_id"].partition(".")[0]
    results = ours.ask("GET", f"/api/v1/interviews/{known}")
    assert (results.status_code, results.json()["project_id"]) == (200, "practice-interviews")


def test_what_it_does_not_know_is_an_envelope_too(ours: Platform) -> None:
    unknown = asked() | {"context": {"context": "resume_review", "meta": {}, "session_state": None}}
    assert ask(ours, unknown, 500) == FAILED


@pytest.mark.parametrize(("path", "named"), [("/brain", "idempotency-key"), ("/api/v1/session/turn/x", "x-api-key")])
def test_a_browser_asks_before_it_asks(ours: Platform, path: str, named: str) -> None:
    """It has no key then. Answers by voice go to the session, and their pages are told so as those of `/brain` are."""
    wants = {"Origin": "https://pages.example.org", "Access-Control-Request-Method": "POST"}
    url = ours.deployed.outputs["ApiUrl"] + path
    answer = httpx.options(url, headers=wants, timeout=60, trust_env=False)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert named in answer.headers["access-control-allow-headers"]
    refused = httpx.post(url, headers=wants, json=asked(), timeout=60, trust_env=False)  # it has no key
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, "*")


def test_a_page_sends_a_longer_answer_by_the_form(ours: Platform) -> None:
    """A form, the bucket without any key, and a turn with what was uploaded: kept as it was sent, and replied to."""
    begun = ask(ours, asked(questions_target=2))["payload"]["question_id"].partition(".")[0]
    sound, named = encode(silence(1.0), "webm", live=True), {"client_turn_id": "long-1", "turn_number": 1}
    url, page = f"{ours.deployed.outputs['ApiUrl']}/api/v1/session", {"Origin": "https://pages.example.org"}
    with httpx.Client(headers=page, timeout=60, trust_env=False) as client:
        keyed = {"X-API-Key": ours.key}
        made = client.post(f"{url}/upload/{begun}", json=named | {"content_type": "audio/webm"}, headers=keyed)
        key, form = made.json()["upload_key"], made.json()["upload"]
        stored = client.post(form["url"], data=form["fields"], files={"file": ("answer", sound, "audio/webm")})
        assert stored.status_code == 204, stored.text
        turn = client.post(f"{url}/turn/{begun}", json=named | {"upload_key": key}, headers=keyed)
        assert (turn.status_code, turn.json()["turn_number"]) == (200, 2), turn.text
        assert made.headers["access-control-allow-origin"] == turn.headers["access-control-allow-origin"] == "*"
        said = client.get(f"{url}/state/{begun}", headers=keyed).json()["session_state"]["conversation_history"]
        [answer] = [one for one in said if one["role"] == "candidate"]
        assert client.get(answer["audio_url"]).content == sound
    s3 = ours.deployed.client("s3")
    [rule] = s3.get_bucket_cors(Bucket=ours.deployed.outputs["MediaBucketName"])["CORSRules"]
    assert (rule["AllowedMethods"], rule["AllowedOrigins"]) == (["POST"], ["*"])  # the local AWS stores it, no more
