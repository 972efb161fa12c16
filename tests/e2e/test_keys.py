"""Keys against the deployed API, through API Gateway and with IAM enforced: fault 26, abuse of keys, and more."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from cli.app import app
from cli.stage import Session, StageName
from shared.adapters.system_clock import new_interview_id
from shared.domain.api_key import new_key_text
from shared.domain.engines import PLATFORM
from shared.domain.errors import UnknownProject
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.project import Project
from shared.domain.run import RunRequest
from shared.domain.steps import Step
from shared.domain.tenant import Mode, tenant_id, usage_identifier
from shared.usecases.begin_interview import InterviewPlan, begin_interview
from shared.usecases.manage_projects import put_project
from shared.usecases.receive_upload import upload_form
from shared.usecases.redrive_interview import redrive_interview
from tests import media
from tests.e2e.deployed import Deployed, truth_of

pytestmark = pytest.mark.emulator

ORG = "keys-acme"
SPEECH = media.encode(media.sample_audio(21.5, 24.6), "mp3")
INTERVIEWS = "/api/v1/interviews"
UNKNOWN = new_key_text(Mode.LIVE, b"never given to anyone"[:20])
REFUSALS = {401, 403}


@dataclass
class Api:
    """The API, and the command line beside it. `given` are all keys that were ever shown."""

    deployed: Deployed
    given: list[str]

    @property
    def url(self) -> str:
        return self.deployed.outputs["ApiUrl"]

    def parley(self, *arguments: str, code: int = 0) -> Any:
        """What an operator's command answers."""
        session = Session(StageName.LOCAL, ORG, self.deployed.folder)
        result = CliRunner().invoke(app, [*arguments, "--json"], obj=session)
        assert result.exit_code == code, result.output
        answer = json.loads(result.stdout)
        if "secret" in answer:
            self.given.append(answer["secret"])
        return answer

    def key(self, *arguments: str) -> tuple[str, str]:
        """A new key and its id."""
        made = self.parley("keys", "create", ORG, "--name", "e2e", *arguments)
        return made["secret"], made["key"]["id"]

    def get(self, path: str = INTERVIEWS, key: str | None = None, **headers: str) -> httpx.Response:
        """A call. `key` goes into X-API-Key."""
        keyed = {"X-API-Key": key} if key else {}
        return httpx.get(self.url + path, headers=keyed | headers, timeout=60, trust_env=False)

    def schedule(self, key: str, name: str = "k") -> httpx.Response:
        """Schedules an interview. `name` is the request's own key."""
        return httpx.post(
            f"{self.url}{INTERVIEWS}/schedule",
            headers={"X-API-Key": key, "Idempotency-Key": name},
            json={"project_id": "p", "candidate": {"name": "Ann Example", "email": "ann@example.org"}},
            timeout=60,
            trust_env=False,
        )


@pytest.fixture(scope="module")
def api(deployed: Deployed) -> Iterator[Api]:
    made = Api(deployed, [])
    made.parley("orgs", "create", ORG, "--name", "Acme Hiring")
    yield made
    no_key_was_written_down(made)


def no_key_was_written_down(api: Api) -> None:
    """Looked at when all tests of this file have called: the keys are in no log, no item and no record."""
    assert api.given
    logs = api.deployed.client("logs")
    said = (api.deployed.folder / "emulator.log").read_text()
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            events = logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
            said += "".join(event["message"] for answer in events for event in answer["events"])
    assert "not authorized" in said
    assert "authorized" in said
    items = api.deployed.client("dynamodb").scan(TableName=api.deployed.outputs["TableName"])["Items"]
    said += json.dumps(items, default=str)
    for secret in {*api.given, UNKNOWN}:
        assert secret not in said
        assert secret[12:40] not in said


def refused(answer: httpx.Response) -> dict[str, Any]:
    """What a refusal says, without what differs from call to call."""
    assert answer.status_code == 401, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert answer.headers["x-request-id"] == body.pop("request_id")
    assert body.pop("instance").startswith("urn:parley:request:")
    kept = {name: answer.headers.get(name) for name in ("www-authenticate", "cache-control")}
    return body | kept


def test_fault_26_every_refusal_of_a_key_is_the_same_401(api: Api) -> None:
    revoked, revoked_id = api.key()
    api.parley("keys", "revoke", ORG, revoked_id)
    rotated, rotated_id = api.key()
    api.parley("keys", "rotate", ORG, rotated_id, "--overlap", "0s")
    counted = usage_identifier(ORG, api.deployed.outputs["TableName"])
    working, _ = api.key()
    calls = [
        api.get(),
        api.get(key="x"),
        api.get(key=UNKNOWN),
        api.get(key=working[:-1]),
        api.get(key=revoked),
        api.get(key=rotated),
        api.get(key=counted),
        api.get(key=working, Authorization=f"Bearer {UNKNOWN}"),
        api.get(Authorization=f"Basic {working}"),
        api.get(f"{INTERVIEWS}?api_key={working}"),
        api.get(f"{INTERVIEWS}?api_key={working}", key=working),
        api.get(f"{INTERVIEWS}/{working}", key=working),
        api.get("/api/webhooks/", key=UNKNOWN),
        httpx.post(api.url + INTERVIEWS, headers={"X-API-Key": UNKNOWN}, json={}, timeout=60, trust_env=False),
    ]
    said = [refused(call) for call in calls]
    assert said == [said[0]] * len(said)
    assert said[0]["code"] == "invalid-api-key"
    assert said[0]["www-authenticate"] == 'Bearer realm="parley"'


def test_fault_26_guesses_open_nothing_and_say_nothing(api: Api) -> None:
    guesses = [new_key_text(Mode.LIVE, number.to_bytes(20)) for number in range(30)]
    assert len({json.dumps(refused(api.get(key=guess))) for guess in guesses}) == 1


@pytest.mark.parametrize("mode", Mode)
def test_a_key_opens_the_api_in_either_header(api: Api, mode: Mode) -> None:
    key, _ = api.key("--mode", mode, "--scope", "admin")
    for answer in (api.get(key=key), api.get(Authorization=f"Bearer {key}"), api.get(Authorization=f"bearer {key}")):
        assert answer.status_code not in REFUSALS
        assert answer.status_code < 500
        assert answer.headers["x-request-id"]


def test_a_key_that_is_revoked_opens_nothing_from_the_next_call_on(api: Api) -> None:
    key, key_id = api.key("--scope", "admin")
    assert api.get(key=key).status_code not in REFUSALS
    api.parley("keys", "revoke", ORG, key_id)
    refused(api.get(key=key))


def test_after_a_rotation_both_keys_open_for_the_overlap(api: Api) -> None:
    old, old_id = api.key("--scope", "admin")
    new = api.parley("keys", "rotate", ORG, old_id, "--overlap", "1h")["secret"]
    assert not {api.get(key=key).status_code for key in (old, new)} & REFUSALS


def test_a_suspended_organisation_is_refused_until_it_is_active_again(api: Api) -> None:
    api.parley("orgs", "create", "keys-late", "--name", "Late Payer")
    made = api.parley("keys", "create", "keys-late", "--name", "e2e", "--scope", "admin")
    assert api.get(key=made["secret"]).status_code not in REFUSALS
    api.parley("orgs", "set", "keys-late", "--status", "suspended")
    refused(api.get(key=made["secret"]))
    api.parley("orgs", "set", "keys-late", "--status", "active")
    assert api.get(key=made["secret"]).status_code not in REFUSALS


def test_fault_26_a_key_without_the_scope_is_told_so(api: Api) -> None:
    hooks, _ = api.key("--scope", "webhooks:manage")
    reader, _ = api.key("--scope", "interviews:read")
    for answer in (api.get(key=hooks), api.schedule(reader), api.schedule(hooks)):
        assert (answer.status_code, answer.json()["code"]) == (403, "missing-scope")
    assert api.get(key=reader).status_code == 200


def test_fault_26_beyond_the_month_s_quota_calls_are_refused_and_count_nothing(api: Api) -> None:
    api.parley("orgs", "create", "keys-two", "--name", "Two", "--interviews", "2")
    key = api.parley("keys", "create", "keys-two", "--name", "e2e", "--scope", "admin")["secret"]
    root = api.deployed.root
    put_project("keys-two", Project(id="p", **truth_of("scheduling-tool")["project"]), projects=root.projects)
    answers = [api.schedule(key, name) for name in ("one", "one", "two", "three")]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
    assert answers[0].json()["interview_id"] == answers[1].json()["interview_id"]
    refusal = answers[-1]
    assert refusal.json()["code"] == "quota-exceeded"
    assert int(refusal.headers["retry-after"]) > 0
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == ["r=1", "r=1", "r=0", "r=0"]
    assert api.parley("usage", "keys-two")["tenants"][0]["interviews"] == 2
    api.parley("orgs", "set", "keys-two", "--interviews", "3")
    assert api.schedule(key, "three").status_code == 202


@pytest.mark.parametrize("path", ["/health", "/ready", "/api/v1/openapi.json", "/problems/invalid-api-key"])
def test_what_is_open_asks_for_no_key(api: Api, path: str) -> None:
    assert api.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/api", "/interview"])
def test_what_api_gateway_does_not_know_is_a_problem_too(api: Api, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not-found"


def test_how_fast_a_tenant_may_call_follows_its_plan(api: Api) -> None:
    gateway, names = api.deployed.client("apigateway"), api.deployed.outputs

    def plans(tenant: str) -> list[str]:
        counted = usage_identifier(tenant, names["TableName"])
        found = {plan: gateway.get_usage_plan_keys(usagePlanId=names[f"UsagePlan{plan}"])["items"]
                 for plan in ("Essential", "Professional", "Enterprise")}  # fmt: skip
        return [plan for plan, keys in found.items() if counted in {key["name"] for key in keys}]

    assert [plans(tenant_id(ORG, mode)) for mode in Mode] == [["Essential"], ["Essential"]]
    api.parley("orgs", "set", ORG, "--plan", "enterprise")
    assert [plans(tenant_id(ORG, mode)) for mode in Mode] == [["Enterprise"], ["Enterprise"]]


def submit(api: Api, tenant: str, body: bytes) -> InterviewKey:
    """An interview of a tenant, with its recording uploaded."""
    root = api.deployed.root
    put_project(tenant, Project(id="p", **truth_of("scheduling-tool")["project"]), projects=root.projects)
    key = begin_interview(tenant, new_interview_id(), InterviewPlan(project_id="p"), ports=root.beginning).key
    assert api.deployed.upload(upload_form(key, root.media), body).status_code in {200, 201, 204}
    return key


@pytest.mark.engines
def test_a_recording_beyond_the_quota_is_refused_before_anybody_is_paid_and_counts_nothing(api: Api) -> None:
    api.parley("orgs", "create", "keys-small", "--name", "Small", "--audio-minutes", "0")
    key = submit(api, "keys-small", SPEECH)
    interview = api.deployed.settled(key)
    assert interview.status is InterviewStatus.FAILED
    assert (interview.reason or "").startswith("QuotaExceeded: ")
    assert not [used for used in api.deployed.root.ledger.costs_of_interview(key) if used.use.kind != PLATFORM]
    assert api.parley("usage", "keys-small")["tenants"][0]["audioMinutes"] == 0
    api.parley("orgs", "set", "keys-small", "--audio-minutes", "1")
    redrive_interview(key, RunRequest(), ports=api.deployed.root.starting)
    assert api.deployed.settled(key, run=2).status is InterviewStatus.COMPLETED
    assert api.parley("usage", "keys-small")["tenants"][0]["audioMinutes"] == 1


@pytest.mark.engines
def test_what_the_sandbox_makes_is_apart_and_a_draft(api: Api) -> None:
    tenant = tenant_id(ORG, Mode.SANDBOX)
    key = submit(api, tenant, SPEECH)
    assert api.deployed.settled(key).status is InterviewStatus.COMPLETED
    engines = {record.engine for record in api.deployed.steps(key, 1).values() if record.engine}
    assert engines
    assert all(engine.draft or engine.name.startswith("whisper") for engine in engines)
    assert Step.UPLOAD in api.deployed.steps(key, 1)
    live, sandbox = api.parley("usage", ORG)["tenants"]
    assert (live["audioMinutes"], sandbox["audioMinutes"]) == (0, 1)
    with pytest.raises(UnknownProject):
        api.deployed.root.projects.get(ORG, "p")
