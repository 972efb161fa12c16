"""A parent platform against the deployed API, through API Gateway and with IAM enforced: from key to results."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from standardwebhooks import Webhook
from typer.testing import CliRunner

from cli.app import app
from cli.stage import Session, StageName
from shared.usecases.manage_projects import put_project
from tests.builders import project
from tests.e2e.deployed import Deployed, Receiver
from tests.polling import poll

pytestmark = pytest.mark.emulator

ORG, OTHER = "api-acme", "api-other"
INTERVIEWS = "/api/v1/interviews"
HOOKS = "/api/v1/webhooks"
CANARY = {"name": "Canary Birdsong", "email": "canary.birdsong@example.org"}
SAID = (
    "WEBVTT\n\n00:00.000 --> 00:04.000\n<v Interviewer>How do you plan your week?\n\n"
    "00:04.000 --> 00:12.000\n<v Ann>I plan every week on Monday with a paper calendar, because the tool is slow.\n"
)


@dataclass
class Platform:
    """A parent platform with a key of its own."""

    deployed: Deployed
    key: str

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A request with the key, and with an Idempotency-Key when it makes something."""
        headers = {"X-API-Key": self.key} | ({"Idempotency-Key": str(uuid4())} if method == "POST" else {})
        url = path if path.startswith("http") else self.deployed.outputs["ApiUrl"] + path
        return httpx.request(
            method, url, headers=headers | more.pop("headers", {}), timeout=60, trust_env=False, **more
        )

    def schedule(self, **more: Any) -> httpx.Response:
        body = {"project_id": "onboarding", "candidate": CANARY, "title": "First talk"}
        return self.ask("POST", f"{INTERVIEWS}/schedule", json=body, **more)


def platform(deployed: Deployed, organisation: str) -> Platform:
    session = Session(StageName.LOCAL, organisation, deployed.folder)

    def parley(*arguments: str) -> Any:
        result = CliRunner().invoke(app, [*arguments, "--json"], obj=session)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    parley("orgs", "create", organisation, "--name", "Acme Hiring")
    put_project(organisation, project(), projects=deployed.root.projects)
    return Platform(deployed, parley("keys", "create", organisation, "--name", "e2e", "--scope", "admin")["secret"])


@pytest.fixture(scope="module")
def ours(deployed: Deployed) -> Iterator[Platform]:
    made = platform(deployed, ORG)
    yield made
    the_candidate_is_nowhere_but_with_the_interview(deployed)


@pytest.fixture(scope="module")
def theirs(deployed: Deployed) -> Platform:
    return platform(deployed, OTHER)


def the_candidate_is_nowhere_but_with_the_interview(deployed: Deployed) -> None:
    """In no log, and in no item but interviews."""
    logs = deployed.client("logs")
    said = ""
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            found = logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
            said += "".join(event["message"] for answer in found for event in answer["events"])
    items = deployed.client("dynamodb").scan(TableName=deployed.outputs["TableName"])["Items"]
    said += json.dumps([item for item in items if item["sk"]["S"] != "INTERVIEW"], default=str)
    assert "/api/v1/interviews/schedule" in said
    assert "irdsong" not in said


def causes(deployed: Deployed) -> str:
    """What the function says of its own failures."""
    found = deployed.client("logs").filter_log_events(logGroupName="/aws/lambda/parley-local-api")["events"]
    return "\n".join(event["message"] for event in found if '"ERROR"' in event["message"])


def test_scheduled_once_however_often_it_is_asked_for(ours: Platform, deployed: Deployed) -> None:
    """Fault 1, with fifty at once. Where the authorizer has no free worker, API Gateway itself says 500."""
    named = {"headers": {"Idempotency-Key": "e2e-once"}}
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: ours.schedule(**named), range(50)))
    assert {answer.status_code for answer in answers} <= {202, 409, 429, 500}
    again = ours.schedule(**named)
    assert again.headers["idempotent-replayed"] == "true"
    assert len({a.json()["interview_id"] for a in (*answers, again) if a.status_code == 202}) == 1
    items = deployed.client("dynamodb").scan(TableName=deployed.outputs["TableName"])["Items"]
    events = [item for item in items if again.json()["interview_id"] in item["pk"]["S"] and "OUTBOX" in item["sk"]["S"]]
    assert len(events) == 1


def test_a_candidate_comes_in_by_the_link_and_by_no_other(ours: Platform) -> None:
    answer = ours.schedule()
    assert answer.status_code == 202, answer.text + causes(ours.deployed)
    made = answer.json()
    link = made["interview_url"]
    assert httpx.get(link, timeout=60, trust_env=False).json()["title"] == "First talk"
    form = httpx.post(f"{link}/upload", json={"content_type": "audio/webm"}, timeout=60, trust_env=False).json()
    wrong = httpx.post(form["url"], data=form["fields"] | {"key": "other/x/upload"}, files={"file": b"x"}, timeout=60)
    assert wrong.status_code == 403
    assert httpx.get(f"{link}x", timeout=60, trust_env=False).status_code == 404
    assert ours.ask("DELETE", f"{INTERVIEWS}/{made['interview_id']}/link").json()["state"] == "revoked"
    assert httpx.get(link, timeout=60, trust_env=False).status_code == 410


def test_another_organisation_finds_nothing(ours: Platform, theirs: Platform) -> None:
    made = ours.schedule().json()["interview_id"]
    for path in ("", "/status", "/results", "/runs", "/link"):
        answer = theirs.ask("GET", f"{INTERVIEWS}/{made}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-interview")


def test_from_a_transcript_to_results_and_to_nothing(ours: Platform) -> None:
    asked = {"project_id": "onboarding", "content_type": "text/vtt"}
    made = ours.ask("POST", INTERVIEWS, json=asked).json()
    form = made["upload"]
    sent = httpx.post(form["url"], data=form["fields"], files={"file": ("t.vtt", SAID, "text/vtt")}, timeout=60)
    assert sent.status_code in {200, 201, 204}, sent.text

    def look() -> dict[str, Any] | None:
        status: dict[str, Any] = ours.ask("GET", made["status_url"]).json()
        return status if status["is_final"] else None

    assert poll(look, seconds=240, every=0.5)["status"] == "completed"
    where = f"{INTERVIEWS}/{made['interview_id']}"
    found = ours.ask("GET", f"{where}/results?include=transcript,answers,people,costs").json()
    assert "paper calendar" in found["transcript"]["segments"][1]["text"]
    assert found["evidence"] is None
    listed = ours.ask("GET", f"{INTERVIEWS}?status=completed&project_id=onboarding").json()["items"]
    assert [one["interview_id"] for one in listed] == [made["interview_id"]]
    assert ours.ask("DELETE", where).status_code == 202
    assert ours.ask("GET", where).status_code == 404


def test_a_webhook_endpoint_is_made_told_and_removed(ours: Platform, receiver: Receiver) -> None:
    asked = {"name": "ours", "url": f"{receiver.url}/made-by-api", "events": ["interview.completed"]}
    made = ours.ask("POST", HOOKS, json=asked)
    assert (made.status_code, made.json()["mode"], made.json()["enabled"]) == (201, "live", True), made.text
    where = made.headers["location"]
    assert "secret" not in ours.ask("GET", where).json()
    test = ours.ask("POST", f"{where}/test")
    assert (test.status_code, test.json()["event"]) == (202, "webhook.test"), test.text

    def heard() -> dict[str, Any] | None:
        return next(iter(receiver.heard("/made-by-api")), None)

    one = poll(heard, seconds=60)
    assert Webhook(made.json()["secret"]).verify(one["body"], one["headers"])["event"] == "webhook.test"
    assert ours.ask("DELETE", where).status_code == 204
    assert ours.ask("GET", where).json()["code"] == "unknown-endpoint"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/in", "http://hooks.example.org/in", "https://10.0.0.1/in"])
def test_one_that_may_not_be_told_is_refused_with_its_field(ours: Platform, url: str) -> None:
    answer = ours.ask("POST", HOOKS, json={"name": "ours", "url": url, "events": ["interview.completed"]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/url")
    assert url not in answer.text
