"""OWASP API Security Top 10 (2023), what of it is the routes' own: whose objects, which fields, which functions."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from functions.api.doors import is_keyed, is_linked
from functions.api.everything import EVERYTHING
from functions.api.routes import sessions
from functions.api.routing import routes_of
from shared.domain.candidate_link import PURPOSE
from shared.domain.principal import Scope
from shared.domain.signing import seal
from tests.builders import principal
from tests.furnished import ELSEWHERE, GOING_ON, KNOWN, LEFT
from tests.unit.functions.api.door import Door, key
from tests.unit.functions.api.fuzzing import API_KEY, furnished, furnished_with_link, token

pytestmark = pytest.mark.loopback
OTHER = principal(organisation_id="other")
ROUTES = [
    pytest.param(route, method, id=f"{method} {route.path}")
    for route in routes_of(EVERYTHING)
    for method in sorted((route.methods or set()) - {"OPTIONS"})
    if route.include_in_schema and is_keyed(route.path)
]
LINKED = [
    pytest.param(route, method, id=f"{method} {route.path}")
    for route in routes_of([sessions.router])
    for method in sorted(route.methods or ())
    if route.include_in_schema and is_linked(route.path)
]
OWNED = [one for one in ROUTES if "{" in one.values[0].path]  # type: ignore[union-attr]
GUIDE = {"title": "t", "sections": [{"title": "s", "questions": [{"text": "Why?", "kind": "research"}]}]}
TURN = {"text": "t"}
UPLOAD = {"content_type": "audio/ogg", "turn_number": 1, "client_turn_id": "t"}
BODIES: dict[str, Any] = {
    "scheduleInterview": {"project_id": "onboarding", "candidate": {"name": "A", "email": "a@example.org"}},
    "createInterview": {"project_id": "onboarding", "content_type": "audio/ogg"},
    "inviteCandidates": {"project_id": "onboarding", "candidates": [{"name": "A", "email": "a@example.org"}]},
    "createWebhook": {"name": "n", "url": "https://hooks.example.org/in", "events": ["interview.completed"]},
    "createProject": {"name": "n"},
    "changeProject": {"name": "n"},
    "addQuestion": {"text": "t"},
    "changeQuestion": {"text": "t"},
    "addPersona": {"name": "n"},
    "createJobDescription": {"title": "t"},
    "recordDecision": {"decision": "hold", "by": "B", "reason": "r"},
    "putQuestions": {"questions": [{"text": "Why?", "kind": "motivation"}]},
    "createCallGuide": GUIDE,
    "takeTurn": TURN,
    "takeTurnByKey": TURN,
    "requestTurnUpload": UPLOAD,
    "requestTurnUploadByKey": UPLOAD,
    "findPerson": {"person": "Ann Example"},
    "recoverDeliveries": {"since": "2026-03-01T00:00:00Z"},
}
NEEDS_NOTHING_OF_OURS = {"createWebhook"}  # what it makes is the caller's, whoever calls


@pytest.fixture
def door() -> Door:
    return furnished()


@pytest.fixture
def api(door: Door) -> Iterator[TestClient]:
    with door.client() as client:
        yield client


def call(api: TestClient, route: APIRoute, method: str, known: dict[str, Any] | None = None) -> Any:
    """The route with ids that are known, and a body that it takes."""
    names = KNOWN | {"run": 1, "project_id": "onboarding"} | (known or {})
    path = re.sub(r"\{(\w+)\}", lambda name: str(names.get(name[1], "thing_1")), route.path)
    body = BODIES.get(str(route.operation_id), {}) if method in ("POST", "PATCH", "PUT") else None
    return api.request(method, path, json=body, headers=key() | {"If-Match": '"v1"'}, follow_redirects=False)


def watch(root: Any, done: list[str]) -> None:
    """Writes down each call of a store."""

    def noting(name: str, method: Any) -> Any:
        def noted(*given: Any, **named: Any) -> Any:
            done.append(name)
            return method(*given, **named)

        return noted

    for port, store in list(vars(root).items()):
        for name in dir(store) if type(store).__module__.startswith("tests.fakes") else ():
            method = getattr(store, name)
            if not name.startswith("_") and inspect.ismethod(method):
                setattr(store, name, noting(f"{port}.{name}", method))


def plain(answer: Any) -> dict[str, Any]:
    """A problem without what names this one request."""
    return {name: said for name, said in answer.json().items() if name not in ("instance", "request_id")}


class TestApi1ObjectLevel:
    """Fault 25: every route with ids of another organisation, and with ids that nobody has."""

    @pytest.mark.parametrize(("route", "method"), OWNED)
    def test_another_s_object_is_as_if_there_were_none(
        self, api: TestClient, door: Door, route: APIRoute, method: str
    ) -> None:
        door.caller = OTHER
        before = door.memory.interviews.copy(), dict(door.endpoints.endpoints)
        theirs = call(api, route, method)
        nobodys = call(api, route, method, dict.fromkeys(KNOWN, "nothing_1") | {"run": 1, "number": 1})
        assert theirs.status_code == nobodys.status_code == 404
        assert plain(theirs) == plain(nobodys)
        # The same is on record, with the caller: of neither is it said whether there is one.
        refused = [entry for entry in door.audit.entries("other") if entry.action == "access.refused"]
        assert [(entry.actor, entry.objects) for entry in refused] == [(OTHER.key_id, (route.operation_id,))] * 2
        assert list(door.audit.entries("acme")) == []
        assert (door.memory.interviews, door.endpoints.endpoints) == before

    @pytest.mark.parametrize(("route", "method"), OWNED)
    def test_nor_does_the_time_tell_for_the_same_is_done(self, door: Door, route: APIRoute, method: str) -> None:
        """What is asked of the stores for another's object, and for one that nobody has."""
        app = door.app()
        done: list[str] = []
        watch(app.state.root(), done)
        door.caller = OTHER
        with door.client(app) as api:
            call(api, route, method)
            theirs, done[:] = tuple(done), []
            call(api, route, method, dict.fromkeys(KNOWN, "nothing_1") | {"run": 1, "number": 1})
        assert theirs == tuple(done)

    @pytest.mark.parametrize(("route", "method"), OWNED)
    def test_one_s_own_is_not(self, api: TestClient, route: APIRoute, method: str) -> None:
        """Or else the sweep proves nothing."""
        unmade = {"getErasure", "getFinding"}
        own = ELSEWHERE.get(str(route.operation_id), {})
        assert call(api, route, method, own).status_code != 404 or str(route.operation_id) in unmade

    @pytest.mark.parametrize(("route", "method"), LINKED)
    def test_a_link_opens_one_interview_and_no_other(
        self, api: TestClient, door: Door, route: APIRoute, method: str
    ) -> None:
        """Not another of the organisation, not the same name elsewhere, and to no key: a key is none of the link's."""
        door.caller = None

        def opened(bearer: str, interview_id: str = GOING_ON) -> int:
            api.headers["Authorization"] = f"Bearer {bearer}"
            status: int = call(api, route, method, {"interview_id": interview_id}).status_code
            return status

        elsewhere = seal(PURPOSE, ["other", GOING_ON, 1], door.signing.keys())
        before = door.memory.sessions.copy()
        assert opened(token(door, LEFT)) == opened(token(door, GOING_ON), LEFT) == 404
        assert {opened(bearer) for bearer in ("nonsense", API_KEY, elsewhere)} == {401}
        assert door.memory.sessions == before
        assert opened(token(door, GOING_ON)) == 200

    def test_nobody_can_use_what_another_has(self, api: TestClient, door: Door) -> None:
        """A project that is named in a body is looked for among the caller's own."""
        door.caller = OTHER
        for operation in ("scheduleInterview", "createInterview"):
            path = "/api/v1/interviews" + ("/schedule" if operation == "scheduleInterview" else "")
            assert api.post(path, json=BODIES[operation], headers=key()).json()["code"] == "unknown-project"

    def test_lists_hold_nothing_of_another(self, api: TestClient, door: Door) -> None:
        door.caller = OTHER
        for path in ("interviews", "webhooks", "erasures", "audit"):
            assert api.get(f"/api/v1/{path}").json()["items"] == []

    def test_live_and_sandbox_are_two(self, api: TestClient, door: Door) -> None:
        door.caller = principal(organisation_id="acme__sandbox", mode="sandbox")
        assert api.get("/api/v1/interviews/int_1").status_code == 404


class TestApi2Authentication:
    @pytest.mark.parametrize(("route", "method"), ROUTES)
    def test_nobody_is_let_in_without_a_key(self, api: TestClient, door: Door, route: APIRoute, method: str) -> None:
        door.caller = None
        answer = call(api, route, method)
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid-api-key")


class TestApi3Properties:
    def test_no_field_is_taken_that_is_not_named(self, api: TestClient) -> None:
        """Mass assignment."""
        for operation, path in (("scheduleInterview", "interviews/schedule"), ("createWebhook", "webhooks")):
            for extra in ("organisation_id", "status", "id", "created_at", "link", "revision"):
                answer = api.post(f"/api/v1/{path}", json=BODIES[operation] | {extra: "x"}, headers=key())
                assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{extra}")

    def test_no_secret_is_shown_again(self, api: TestClient, door: Door) -> None:
        made = api.post(
            "/api/v1/webhooks", json=BODIES["createWebhook"] | {"headers": {"X-Key": "canary"}}, headers=key()
        )
        secret = made.json()["secret"]
        shown = [api.get(path).text for path in ("/api/v1/webhooks", made.headers["location"])]
        assert secret.startswith("whsec_")
        assert not any(secret in text or "canary" in text for text in shown)

    def test_a_candidate_sees_nothing_of_the_parent_platform_s(self) -> None:
        door, token = furnished_with_link()
        with door.client() as api:
            said = api.get(f"/interview/{token}").text
        assert "what_to_do" in said
        assert not any(word in said for word in ("acme", "int_1", "onboarding", "ann@example.org"))


class TestApi5Functions:
    @pytest.mark.parametrize(("route", "method"), ROUTES)
    @pytest.mark.parametrize("scope", sorted(set(Scope) - {Scope.ADMIN}))
    def test_a_key_does_what_its_scope_says_and_no_more(
        self, api: TestClient, door: Door, route: APIRoute, method: str, scope: Scope
    ) -> None:
        door.caller = principal(scopes={scope})
        assert (call(api, route, method).status_code == 403) == (scope is not needed(route, method))


def needed(route: APIRoute, method: str) -> Scope:
    """Webhooks have a scope of their own, the audit log and people's data are the administrator's."""
    if "/webhooks" in route.path:
        return Scope.WEBHOOKS_MANAGE
    if route.path.endswith(("/audit", "/people/find", "/export")):
        return Scope.ADMIN
    return Scope.INTERVIEWS_READ if method == "GET" else Scope.INTERVIEWS_WRITE
