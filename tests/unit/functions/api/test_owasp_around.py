"""OWASP API Security Top 10 (2023), what stands around the routes: how much, how often, where to, how set."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from functions.api.doors import PRACTICE, ends, is_keyed, is_live
from functions.api.openapi import METHODS
from shared.adapters.http_webhooks import HttpWebhooks
from shared.domain.limits import MAX_BODY_BYTES
from shared.domain.organisation import Quotas
from shared.domain.webhooks.delivery import AttemptRecord, Trigger
from shared.domain.webhooks.destination import Destinations
from shared.domain.webhooks.limits import MAX_ANSWER_BYTES
from tests.builders import at, organisation
from tests.furnished import KNOWN
from tests.unit.functions.api.door import Door, key
from tests.unit.functions.api.fuzzing import furnished, furnished_with_link

pytestmark = pytest.mark.loopback
DESCRIBED = json.loads((Path(__file__).parents[4] / "docs" / "openapi.json").read_text())
SCHEMAS = DESCRIBED["components"]["schemas"]
OPERATIONS = [
    (path, method, item[method]) for path, item in DESCRIBED["paths"].items() for method in METHODS if method in item
]
ENDLESS = re.compile(r"(?<!\\)[*+]|\{\d+,\}")
INVITE = "/api/v1/candidates/invite"


@pytest.fixture
def door() -> Door:
    return furnished()


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def asked() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of what a caller says, by where it is said."""
    for path, method, operation in OPERATIONS:
        for parameter in operation.get("parameters", []):
            yield from inside(f"{method} {path} {parameter['name']}", parameter["schema"])
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield from inside(f"{method} {path}", content["schema"])


def inside(where: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        where, schema = f"{where} {name}", SCHEMAS[name]
    yield where, schema
    for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from inside(where, one)
    for name, one in schema.get("properties", {}).items():
        yield from inside(f"{where}.{name}", one)


def is_bounded(schema: dict[str, Any]) -> bool:
    match schema.get("type"):
        case "string":
            known = {"maxLength", "enum", "const"} & schema.keys() or schema.get("format") == "date-time"
            return bool(known) or (
                "pattern" in schema and not ENDLESS.search(re.sub(r"\[[^]]*\]", "", schema["pattern"]))
            )
        case "array":
            return "maxItems" in schema
        case "integer" | "number":
            return "maximum" in schema
        case "object":
            return "properties" in schema or "maxProperties" in schema
    return True


class TestApi4Resources:
    def test_api4_whatever_a_caller_says_has_an_end(self) -> None:
        said = dict(asked())
        assert len(said) > 100
        assert [where for where, schema in said.items() if not is_bounded(schema)] == []

    def test_api4_a_page_has_a_largest_size(self, api: TestClient) -> None:
        lists = [
            path
            for path, method, one in OPERATIONS
            if method == "get" and any(p["name"] == "limit" for p in one.get("parameters", []))
        ]
        assert len(lists) >= 6
        for path in lists:
            url = path.format_map(KNOWN)
            assert api.get(url, params={"limit": 100}).status_code == 200
            assert (
                api.get(url, params={"limit": 101}).status_code == api.get(url, params={"limit": 0}).status_code == 400
            )

    def test_api4_no_route_reads_more_than_a_body_may_hold(self, api: TestClient) -> None:
        bodied = [(path, method) for path, method, one in OPERATIONS if "requestBody" in one]
        assert len(bodied) >= 15
        body = b" " * (MAX_BODY_BYTES + 1)
        for path, method in bodied:
            url = re.sub(r"\{\w+\}", "thing_1", path)
            answer = api.request(method, url, content=body, headers=key() | {"Content-Type": "application/json"})
            assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


class TestApi6Flows:
    def test_api6_invitations_end_with_the_month_s_quota_and_nobody_is_written_to_beyond(
        self, api: TestClient, door: Door
    ) -> None:
        door.memory.organisations["acme"] = organisation(quotas=Quotas(interviews=2, audio_minutes=1))
        people = [{"name": "N", "email": f"n{number}@example.org"} for number in range(100)]
        body = {"project_id": "onboarding", "candidates": people, "send_email": True}
        rows = api.post(INVITE, json=body, headers=key()).json()["invitations"]
        assert [row["outcome"] for row in rows].count("created") == len(door.mailer.letters) == 2
        assert api.post(INVITE, json=body, headers=key()).json()["invitations"][0]["code"] == "quota-exceeded"
        assert len(door.mailer.letters) == 2

    def test_api6_one_link_takes_one_recording(self) -> None:
        door, token = furnished_with_link()
        with door.client() as api:
            forms = [
                api.post(f"/interview/{token}/upload", json={"content_type": "audio/webm"}).json() for _ in range(3)
            ]
        assert {form["fields"]["key"] for form in forms} == {"acme/int_2/upload"}


class TestApi7Addresses:
    INWARD = (
        "https://169.254.169.254/latest/meta-data/", "https://127.0.0.1/in", "https://[::1]/in", "https://10.0.0.1/in",
        "https://2130706433/in", "https://example.com\\@169.254.169.254/", "http://hooks.example.org/in",
        "https://user:word@hooks.example.org/in", "https://hooks.example.org:6379/in", "file:///etc/passwd",
        "gopher://hooks.example.org/", "https://abc.example.org/prod/api/v1/interviews",
        "https://ABC.example.org:443/", "https://parley.acme.example/api/v1/interviews", "https://inward.example.org/in",
    )  # fmt: skip

    @pytest.fixture
    def guarded(self, door: Door) -> Iterator[TestClient]:
        """The real rule, over names that lead where the test says."""
        inward = {"inward.example.org": "10.0.0.7", "2130706433": "127.0.0.1"}
        app = door.app()
        vars(app.state.root())["webhook_sender"] = HttpWebhooks(
            Destinations(),
            resolver=lambda host, _: (inward.get(host, host if host[0].isdigit() or ":" in host else "93.184.215.14"),),
        )
        with door.client(app) as client:
            yield client

    @pytest.mark.parametrize("url", INWARD)
    def test_api7_no_webhook_leads_inward(self, guarded: TestClient, door: Door, url: str) -> None:
        before = dict(door.endpoints.endpoints)
        body = {"name": "n", "url": url, "events": ["interview.completed"]}
        made = guarded.post("/api/v1/webhooks", json=body, headers=key())
        changed = guarded.patch("/api/v1/webhooks/whk_1", json={"url": url}, headers={"If-Match": '"v1"'})
        for answer in (made, changed):
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/url")
            assert url not in answer.text
        assert door.endpoints.endpoints == before

    def test_api7_one_that_leads_outward_is_taken(self, guarded: TestClient) -> None:
        body = {"name": "n", "url": "https://hooks.example.org/in", "events": ["interview.completed"]}
        assert guarded.post("/api/v1/webhooks", json=body, headers=key()).status_code == 201

    def test_api7_nothing_else_that_is_said_is_an_address(self) -> None:
        """Nobody else makes us call anywhere."""
        addresses = {
            where.split(" ", 2)[2]
            for where, schema in asked()
            if schema.get("format", "").startswith("uri") or "url" in where.rpartition(".")[2]
        }
        assert addresses == {"EndpointAsked.url", "EndpointChanged.url"}


class TestApi8Settings:
    def test_api8_every_kind_of_answer_has_the_headers_that_keep_it(self, api: TestClient) -> None:
        kinds = {
            200: api.get("/api/v1/interviews"),
            400: api.get("/api/v1/interviews", params={"limit": 0}),
            404: api.get("/nothing"),
            405: api.put("/api/v1/interviews"),
            413: api.post("/api/v1/projects", content=b" " * (MAX_BODY_BYTES + 1)),
        }
        for status, answer in kinds.items():
            assert answer.status_code == status
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
            assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
            assert not {"server", "x-powered-by"} & set(answer.headers)

    def test_api8_no_page_of_another_site_may_read_an_answer(self, api: TestClient) -> None:
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        for answer in (
            api.get("/api/v1/projects/session/themes", headers=asked),  # what it is called opens nothing
            api.get("/api/v1/interviews", headers=asked),
            api.options("/api/v1/interviews", headers=asked),
        ):
            assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert answer.status_code == 405

    def test_api8_an_address_knows_its_own_methods_only(self, api: TestClient) -> None:
        for path, item in DESCRIBED["paths"].items():
            if path.endswith("/schedule"):  # could be an interview's id, too, where it is not asked to be more
                continue
            url = path.format_map(KNOWN | {"token": "t"})
            # By browsers, of pages of any site.
            asked_first = {"OPTIONS"} if path == PRACTICE or ends(path) or (is_keyed(path) and is_live(path)) else set()
            own = {method.upper() for method in item if method in METHODS} | asked_first
            for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - own:
                answer = api.request(method, url)
                assert answer.status_code == 405, (method, path)
                assert answer.headers["allow"] == ", ".join(sorted(own))

    @pytest.mark.parametrize(
        "path", ["/docs", "/redoc", "/openapi.json", "/debug", "/.env", "/.git/config", "/metrics"]
    )
    def test_api8_nothing_is_there_for_developers_only(self, api: TestClient, path: str) -> None:
        assert api.get(path).status_code == 404

    def test_api8_a_failure_shows_nothing_of_how_it_is_built(self, door: Door) -> None:
        app = door.app()

        def broken(*_: object, **__: object) -> None:
            raise KeyError("/var/task/shared/adapters/dynamodb_table.py")

        app.state.root().interview_lists.find_interviews = broken
        with door.client(app) as api:
            answer = api.get("/api/v1/interviews")
        assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
        assert not re.search(r"KeyError|Traceback|/var/task|\.py|dynamo", answer.text, re.IGNORECASE)


class TestApi10OthersAnswers:
    def test_api10_what_a_receiver_answers_is_shown_as_text_and_no_more_of_it(
        self, api: TestClient, door: Door
    ) -> None:
        """Its words are somebody else's: in JSON, cut, and never a header of ours. See also faults 9, 10 and 30."""
        hostile = '<script>alert(1)</script>\r\nSet-Cookie: a=b\r\n{"status":"delivered"}' + "x" * MAX_ANSWER_BYTES
        attempt = AttemptRecord(
            number=1, claim=1, trigger=Trigger.SCHEDULE, at=at(0), status=200, body=hostile[:MAX_ANSWER_BYTES]
        )
        door.deliveries.attempts["acme", "dlv_1"] = {(1, 1): attempt}
        answer = api.get("/api/v1/webhooks/whk_1/deliveries/dlv_1")
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers
        assert answer.json()["status"] == "exhausted"
        (shown,) = answer.json()["log"]
        assert shown["body"] == hostile[:MAX_ANSWER_BYTES]
