"""The API's description is what is committed, and other people's judges hold the API to it."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.routing import APIRoute
from openapi_spec_validator import OpenAPIV31SpecValidator

from functions.api.app import create_app
from functions.api.doors import is_keyed, is_linked
from functions.api.everything import EVERYTHING
from functions.api.meanings import catalogue
from functions.api.openapi import METHODS
from functions.api.problems import MEDIA_TYPE
from functions.api.routing import routes_of
from functions.api.served import SERVED
from shared.runtime.bootstrap import Root
from tests.furnished import BEGUN, GOING_ON, LEFT
from tests.judged import judge, settings
from tests.unit.functions.api.door import Door
from tests.unit.functions.api.fuzzing import API_KEY, behind_authorizer, furnished_with_link, speech_token, token

COMMITTED = Path(__file__).parents[4] / "docs" / "openapi.json"
OPEN_SHAPES = ("ProblemDetails", "SessionProblem", "BrainRequest", "BrainContext", "KnownState", "KnownQuestion")
EXAMPLES = 2  # by chance, for each operation; the edges of its fields are many more


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return create_app(Root, SERVED).openapi()


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def test_what_is_committed_is_what_is_served(described: dict[str, Any]) -> None:
    """`python -m functions.api.openapi > docs/openapi.json` writes it."""
    assert json.loads(COMMITTED.read_text()) == json.loads(json.dumps(described))


@pytest.mark.loopback
def test_it_says_where_the_api_is_whose_description_it_is(described: dict[str, Any]) -> None:
    """On AWS below the name of the stage, which a server of `/` would lose."""
    with Door(caller=None).client() as api:
        served = api.get("/api/v1/openapi.json").json()
        assert api.post("/api/v1/openapi.json").headers["allow"] == "GET"
    assert served.pop("servers") == [{"url": "https://abc.example.org/prod", "description": "This API."}]
    assert served == {name: said for name, said in json.loads(json.dumps(described)).items() if name != "servers"}


def test_it_is_openapi_3_1(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []


def test_it_names_every_route_and_no_other(described: dict[str, Any]) -> None:
    """API9: nothing is served that is not described."""
    routes: list[APIRoute] = [route for route in routes_of(EVERYTHING) if route.include_in_schema]
    served = {(route.path, method.lower()) for route in routes for method in route.methods or ()}
    assert served == {(path, method) for path, method, _ in operations(described)}


def test_every_operation_says_what_a_reader_needs(described: dict[str, Any]) -> None:
    found = list(operations(described))
    names = Counter(operation["operationId"] for _, _, operation in found)
    assert [name for name, count in names.items() if count > 1] == []
    tags = {tag["name"] for tag in described["tags"]}
    for path, method, operation in found:
        assert operation["summary"], path
        assert operation["description"], (path, method)
        assert set(operation["tags"]) <= tags, path
        problems = {status for status in operation["responses"] if status >= "400"}
        assert {"400", "429", "500", "503"} <= problems, path
        assert all("application/problem+json" in operation["responses"][status]["content"] for status in problems)


def test_each_address_says_what_opens_it(described: dict[str, Any]) -> None:
    """An API key below /api and for practice, the token of the link below /session, and nothing elsewhere."""
    for path, _, operation in operations(described):
        schemes = [name for scheme in operation["security"] for name in scheme]
        opened = ["apiKey", "bearer"] if is_keyed(path) else ["candidateLink"] if is_linked(path) else []
        assert schemes == opened, path
    doors = {path.split("/")[1]: is_keyed(path) or is_linked(path) for path, _, _ in operations(described)}
    assert {door for door, is_shut in doors.items() if is_shut} == {"api", "brain", "session"}


def test_whoever_makes_something_sends_an_idempotency_key(described: dict[str, Any]) -> None:
    """A turn has its own id; who starts what has started goes on with it; who looks for somebody makes nothing."""
    for path, method, operation in operations(described):
        wanted = {one["name"] for one in operation.get("parameters", []) if one["required"] and one["in"] == "header"}
        makes = method == "post" and path.startswith("/api/") and "/session/" not in path and not path.endswith("/find")
        assert ("Idempotency-Key" in wanted) == makes, path


def test_every_code_that_is_named_is_one_of_ours(described: dict[str, Any]) -> None:
    known = catalogue()
    for path, _, operation in operations(described):
        for status, answer in operation["responses"].items():
            for code in answer["content"].get(MEDIA_TYPE, {}).get("examples", {}) if "content" in answer else ():
                assert known[code].status == int(status), (path, code)


def test_every_shape_is_closed(described: dict[str, Any]) -> None:
    """API3: neither more is taken than is named, nor more shown. Of a page's state little is read, and all is taken."""
    for name, schema in described["components"]["schemas"].items():
        if schema.get("type") == "object" and name not in OPEN_SHAPES:
            assert schema["additionalProperties"] is False, name


@pytest.mark.loopback
@pytest.mark.timeout(900)
def test_schemathesis_finds_nothing(described: dict[str, Any]) -> None:
    """Fault 27: every operation, all checks: examples, edges, chance and chains of calls."""
    door, awaited = furnished_with_link()
    links = {one: token(door, one) for one in (GOING_ON, LEFT, BEGUN)}
    config = settings(API_KEY, EXAMPLES, "http://testserver", links=links)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", behind_authorizer(door), config=config)
    judgement = judge(schema, {"getSpeech": {"token": speech_token(door, GOING_ON)}}, token=awaited)
    assert judgement.failures == []
    assert judgement.operations == {operation["operationId"] for _, _, operation in operations(described)}
    assert judgement.never_done == set()
