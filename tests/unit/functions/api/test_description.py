"""The API's description is what is committed, and other people's judges hold the API to it."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from fastapi.routing import APIRoute
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.hooks import unregister

from functions.api.app import RESOURCES, create_app
from functions.api.openapi import METHODS
from functions.api.routing import routes_of
from shared.runtime.bootstrap import Root
from tests.unit.functions.api.fuzzing import API_KEY, KNOWN, behind_authorizer, furnished

COMMITTED = Path(__file__).parents[4] / "docs" / "openapi.json"
SEED = 20261121
EXAMPLES = 6
# What is well formed may yet be unknown, over, or changed by somebody else.
ACCEPTED = ["2xx", "401", "403", "404", "409", "410", "412"]


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return create_app(Root).openapi()


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def test_what_is_committed_is_what_is_served(described: dict[str, Any]) -> None:
    """`python -m functions.api.openapi > docs/openapi.json` writes it."""
    assert json.loads(COMMITTED.read_text()) == json.loads(json.dumps(described))


def test_it_is_openapi_3_1(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []


def test_it_names_every_route_and_no_other(described: dict[str, Any]) -> None:
    """API9: nothing is served that is not described."""
    routes: list[APIRoute] = list(routes_of(resource.router for resource in RESOURCES))
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


def test_a_key_is_needed_below_api_and_nowhere_else(described: dict[str, Any]) -> None:
    for path, _, operation in operations(described):
        schemes = [name for scheme in operation["security"] for name in scheme]
        assert schemes == (["apiKey", "bearer"] if path.startswith("/api/") else []), path


def test_whoever_makes_something_sends_an_idempotency_key(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        wanted = {one["name"] for one in operation.get("parameters", []) if one["required"] and one["in"] == "header"}
        makes = method == "post" and path.startswith("/api/")
        assert ("Idempotency-Key" in wanted) == makes, path


def test_every_shape_is_closed(described: dict[str, Any]) -> None:
    """API3: neither more is taken than is named, nor more shown."""
    for name, schema in described["components"]["schemas"].items():
        if schema.get("type") == "object" and name != "ProblemDetails":
            assert schema["additionalProperties"] is False, name


@pytest.mark.loopback
@pytest.mark.timeout(900)
def test_schemathesis_finds_nothing() -> None:
    """Fault 27: every operation, all checks, examples, edges, chance and chains of calls, always the same ones."""
    app = behind_authorizer(furnished())
    config = SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "continue-on-failure": True,
            "headers": {"X-API-Key": API_KEY},
            "generation": {"max-examples": EXAMPLES, "database": "none"},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ACCEPTED},
                "missing_required_header": {"expected-statuses": ["400", "401", "428"]},
            },
        }
    )
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config)
    schemathesis.hook("before_call")(before_call)
    try:
        seen, failures = judged(schema)
    finally:
        unregister(before_call)
    assert failures == []
    assert seen == {operation["operationId"] for _, _, operation in operations(create_app(Root).openapi())}


def before_call(_: object, case: Any, __: object) -> None:
    """What the description cannot know: what there is, that a key is used once, that cursors are the server's."""
    if not (case.meta and case.meta.generation.mode.is_positive):
        return
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid4())
    if case.headers and "If-Match" in case.headers:
        case.headers["If-Match"] = '"v1"'
    for part in (case.path_parameters, case.query, case.body):
        if hasattr(part, "keys"):
            for name in KNOWN.keys() & part.keys():
                part[name] = KNOWN[name]
        if hasattr(part, "pop"):
            part.pop("cursor", None)


def judged(schema: Any) -> tuple[set[str], list[str]]:
    """The operations that were answered, and what was found."""
    seen: set[str] = set()
    failures: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            seen |= {node.value.operation.definition.raw["operationId"] for node in event.recorder.cases.values()}
            checks = [check for found in event.recorder.checks.values() for check in found]
            failures += [said(check) for check in checks if check.failure_info]
        elif isinstance(event, events.NonFatalError | events.FatalError):
            failures.append(str(event))
    return seen, failures


def said(check: Any) -> str:
    """What was found, and the request that shows it."""
    info = check.failure_info
    return f"{check.name}: {info.failure.title}\n{info.failure.message}\n{info.code_sample}"
