"""Who may call what; and that a request which is sent twice does its work once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from functions.api.app import create_app
from functions.api.caller import Outside, Reader, Writer
from functions.api.once import DoneOnce
from functions.api.routing import resource
from functions.api.served import SERVED
from functions.api.shapes import Shape
from functions.api.strict_json import StrictRoute
from shared.domain.errors import Conflict, QuotaExceeded, StorageThrottled, UnknownProject
from shared.domain.idempotency import IdempotencyRecord, RecordState
from shared.runtime.bootstrap import Root
from tests.builders import principal
from tests.fakes.memory import Memory
from tests.unit.functions.api.door import Door, key

pytestmark = pytest.mark.loopback
FAILURES = {"gone": UnknownProject, "taken": Conflict, "full": QuotaExceeded, "busy": StorageThrottled, "bug": KeyError}


class Thing(Shape):
    name: str
    size: int = 0


class Made(Shape):
    id: str


class Things:
    """Makes things, and counts them; what is named so fails so, as often as it is asked."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.tried = 0

    def routes(self, app: FastAPI) -> FastAPI:
        router = resource("things", "/api/v1")

        @router.post("/things/{shelf}", status_code=202)
        def post_thing(body: Thing, shelf: str, caller: Writer, once: DoneOnce, root: Outside) -> Made:
            def work(record: IdempotencyRecord) -> None:
                self.tried += 1
                if body.name in FAILURES:
                    raise FAILURES[body.name]("it is so")
                self.made.append(record.resource_id)
                root.idempotency.complete(record.completed())

            return Made(id=once.do(body, "thg_", work).resource_id)

        @router.get("/things")
        def get_things(caller: Reader) -> Made:
            return Made(id=caller.organisation_id)

        app.include_router(router)
        return app


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def things() -> Things:
    return Things()


@pytest.fixture
def api(door: Door, things: Things) -> Iterator[TestClient]:
    with door.client(things.routes(door.own_app())) as client:
        yield client


PATH = "/api/v1/things/a"


class TestCaller:
    def test_a_request_without_a_principal_is_401(self, api: TestClient, door: Door) -> None:
        door.caller = None
        answer = api.get("/api/v1/things")
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid-api-key")
        assert answer.headers["www-authenticate"]

    def test_a_key_without_the_scope_is_403(self, api: TestClient, door: Door) -> None:
        door.caller = principal(scopes={"interviews:read"})
        assert api.get("/api/v1/things").json() == {"id": "acme"}
        answer = api.post(PATH, json={"name": "a"}, headers=key())
        assert (answer.status_code, answer.json()["code"]) == (403, "missing-scope")

    def test_who_may_not_claims_no_key(self, api: TestClient, door: Door) -> None:
        door.caller = principal(scopes={"interviews:read"})
        api.post(PATH, json={"name": "a"}, headers=key("k"))
        assert not door.memory.idempotency

    def test_a_shape_is_closed(self, api: TestClient) -> None:
        answer = api.post(PATH, json={"name": "a", "organisation_id": "other"}, headers=key())
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/organisation_id"

    def test_every_route_reads_strict_json(self, things: Things) -> None:
        routes = [
            route for route in all_routes(things.routes(create_app(Root, SERVED))) if route.path != "/openapi.json"
        ]
        assert len(routes) > 4
        assert [route.path for route in routes if not isinstance(route, StrictRoute)] == []

    def test_no_route_is_made_anew_for_the_first_request(self) -> None:
        """As one of a router that is included is: AWS's snapshot of the function would not have it."""
        assert all(isinstance(route, APIRoute) for route in create_app(Root, SERVED).routes)

    def test_an_included_one_too(self, api: TestClient) -> None:
        headers = key() | {"content-type": "application/json"}
        assert api.post(PATH, content='{"name":"a","name":"b"}', headers=headers).status_code == 400


def all_routes(app: FastAPI) -> list[APIRoute]:
    """Those of the routers that are included, too."""
    found = [getattr(route, "original_router", route) for route in app.routes]
    return [route for one in found for route in getattr(one, "routes", [one]) if isinstance(route, APIRoute)]


class TestOnce:
    def test_a_repeat_finds_what_was_made(self, api: TestClient, things: Things) -> None:
        first = api.post(PATH, json={"name": "a"}, headers=key("k"))
        again = api.post(PATH, json={"name": "a"}, headers=key("k"))
        assert (again.status_code, again.json()) == (first.status_code, first.json()) == (202, {"id": things.made[0]})
        assert "idempotent-replayed" not in first.headers
        assert again.headers["idempotent-replayed"] == "true"
        assert again.headers["x-original-request-id"] == first.headers["x-request-id"] != again.headers["x-request-id"]
        assert len(things.made) == 1

    def test_order_spaces_and_quotes_make_no_other_request(self, api: TestClient, things: Things) -> None:
        """Fault 2, its second half."""
        json = {"content-type": "application/json"}
        api.post(PATH, content='{"name":"a","size":1}', headers=key("k") | json)
        again = api.post(PATH, content='{ "size": 1, "name": "a" }', headers=key('"k"') | json)
        assert again.headers["idempotent-replayed"] == "true"

    def test_another_body_is_422_and_changes_nothing(self, api: TestClient, things: Things) -> None:
        """Fault 2, its first half."""
        first = api.post(PATH, json={"name": "a"}, headers=key("k"))
        other = api.post(PATH, json={"name": "b"}, headers=key("k"))
        assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
        assert api.post(PATH, json={"name": "a"}, headers=key("k")).json() == first.json()
        assert len(things.made) == 1

    def test_another_path_is_another_body(self, api: TestClient) -> None:
        api.post(PATH, json={"name": "a"}, headers=key("k"))
        assert api.post("/api/v1/things/b", json={"name": "a"}, headers=key("k")).status_code == 422

    def test_two_organisations_have_nothing_to_do_with_each_other(
        self, api: TestClient, door: Door, things: Things
    ) -> None:
        """Fault 3."""
        api.post(PATH, json={"name": "a"}, headers=key("k"))
        door.caller = principal(organisation_id="other")
        assert "idempotent-replayed" not in api.post(PATH, json={"name": "a"}, headers=key("k")).headers
        assert len(set(things.made)) == 2

    def test_another_api_key_of_the_organisation_replays(self, api: TestClient, door: Door) -> None:
        api.post(PATH, json={"name": "a"}, headers=key("k"))
        door.caller = principal(key_id="key_2")
        assert api.post(PATH, json={"name": "a"}, headers=key("k")).headers["idempotent-replayed"] == "true"

    @pytest.mark.parametrize(
        ("header", "code"), [({}, "idempotency-key-missing"), (key("k" * 256), "invalid-idempotency-key")]
    )
    def test_without_a_key_it_is_400(self, api: TestClient, header: dict[str, str], code: str) -> None:
        answer = api.post(PATH, json={"name": "a"}, headers=header)
        assert (answer.status_code, answer.json()["code"]) == (400, code)
        assert answer.json()["errors"][0]["pointer"] == "/header/idempotency-key"

    @pytest.mark.parametrize(("name", "status"), [("gone", 404), ("taken", 409)])
    def test_a_refusal_comes_again(self, api: TestClient, things: Things, name: str, status: int) -> None:
        first, again = (api.post(PATH, json={"name": name}, headers=key("k")) for _ in range(2))
        assert (first.status_code, again.status_code, things.tried) == (status, status, 1)
        assert again.json()["code"] == first.json()["code"]
        assert again.headers["idempotent-replayed"] == "true"

    @pytest.mark.parametrize(("name", "status"), [("full", 429), ("busy", 503), ("bug", 500)])
    def test_what_may_end_otherwise_is_tried_again(
        self, api: TestClient, things: Things, name: str, status: int
    ) -> None:
        first, again = (api.post(PATH, json={"name": name}, headers=key("k")) for _ in range(2))
        assert (first.status_code, again.status_code, things.tried) == (status, status, 2)

    def test_what_is_invalid_claims_no_key(self, api: TestClient, door: Door) -> None:
        api.post(PATH, json={"name": 1}, headers=key("k"))
        assert not door.memory.idempotency

    def test_while_the_first_runs_a_second_waits(self, api: TestClient, door: Door, things: Things) -> None:
        api.post(PATH, json={"name": "bug"}, headers=key("other"))
        api.post(PATH, json={"name": "a"}, headers=key("k"))
        uncompleted(door.memory)
        answer = api.post(PATH, json={"name": "a"}, headers=key("k"))
        assert (answer.status_code, answer.json()["code"]) == (409, "request-in-progress")
        assert answer.headers["retry-after"] == "1"

    def test_after_a_crash_the_second_makes_the_same(self, api: TestClient, door: Door, things: Things) -> None:
        """Fault 4, its first third: killed after the claim."""
        api.post(PATH, json={"name": "a"}, headers=key("k"))
        uncompleted(door.memory)
        door.clock.advance(minutes=1)
        assert api.post(PATH, json={"name": "a"}, headers=key("k")).status_code == 202
        assert len(set(things.made)) == 1

    def test_of_fifty_at_once_one_does_the_work(self, api: TestClient, things: Things) -> None:
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda _: api.post(PATH, json={"name": "a"}, headers=key("k")), range(50)))
        assert len(things.made) == 1
        assert {answer.status_code for answer in answers} <= {202, 409}


def uncompleted(memory: Memory) -> None:
    """As if whoever completed the records had died before."""
    for scope, record in memory.idempotency.items():
        memory.idempotency[scope] = record.model_copy(update={"state": RecordState.RUNNING})


class TestStoreDown:
    def test_nothing_is_made(self, door: Door, things: Things) -> None:
        """Fault 6."""
        app = things.routes(door.own_app())

        def refuse(_: object) -> None:
            raise StorageThrottled("the table could not be reached")

        app.state.root().idempotency.claim = refuse
        with door.client(app) as api:
            answer = api.post(PATH, json={"name": "a"}, headers=key())
        assert (answer.status_code, answer.json()["code"]) == (503, "storage-throttled")
        assert answer.headers["retry-after"]
        assert not things.made
