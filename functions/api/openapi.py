"""The API's description, OpenAPI 3.1: what FastAPI knows of the routes, and what stands around all of them.

`docs/openapi.json` is written by `python -m functions.api.openapi`, and a test compares the two.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from functions.api.doors import PRACTICE, is_keyed, is_linked
from functions.api.openapi_live import BODIES, example_of, shapes
from functions.api.openapi_refusals import BY_KEY, problem, refusals
from functions.api.openapi_words import IDEMPOTENCY, IF_MATCH, LINK, PARAMETERS, POLICIES, PROBLEM, REQUEST_ID, TAGS
from functions.api.routing import routes_of
from functions.api.strict_json import JSON
from shared.domain.limits import MAX_IDEMPOTENCY_KEY_CHARACTERS

METHODS: Final = ("get", "post", "put", "patch", "delete")
# What the route checks itself, with a problem of its own; a key may stand in quotation marks.
BOUNDS: Final = {IDEMPOTENCY: {"minLength": 1, "maxLength": MAX_IDEMPOTENCY_KEY_CHARACTERS + 2}}


def describe(app: FastAPI, routers: Sequence[APIRouter]) -> dict[str, Any]:
    """What answers `app.openapi`: made once, when it is first asked for. It has all routers, whoever serves them."""
    if app.openapi_schema is None:
        routes = [route for route in routes_of(routers) if route.include_in_schema]
        app.openapi_schema = _described(app, routes)
    return app.openapi_schema


def _described(app: FastAPI, routes: Sequence[APIRoute]) -> dict[str, Any]:
    tags = {tag for route in routes for tag in route.tags}
    made = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=routes,
        separate_input_output_schemas=False,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/", "description": "Where this description was found."}],
        tags=[{"name": name, "description": said} for name, said in TAGS.items() if name in tags],
    )
    schemas = made["components"]["schemas"]
    for generated in ("HTTPValidationError", "ValidationError"):
        schemas.pop(generated, None)
    schemas |= {"ProblemDetails": PROBLEM} | {name: one for name, one in shapes().items() if name not in schemas}
    made["components"]["securitySchemes"]["candidateLink"] = LINK
    for path, method, operation in _operations(made):
        _describe(path, method, operation)
    return made


def _operations(made: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in made["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    operation["summary"] = _spaced(operation["operationId"])
    names = {one["name"] for one in operation.get("parameters", []) if path != PRACTICE}
    for parameter in operation.get("parameters", []):
        _require(parameter, names)
        parameter.setdefault("description", PARAMETERS.get(parameter["name"], ""))
    for name, shown in BODIES.get(operation["operationId"].removesuffix(BY_KEY), {}).items():
        operation["requestBody"]["content"][JSON].setdefault("examples", {})[name] = shown
    operation["tags"] = operation["tags"][-1:]  # a route's own comes after its router's
    if not is_keyed(path):
        operation["security"] = [{"candidateLink": []}] if is_linked(path) else []
    _describe_answers(path, operation, names)
    for status in sorted(refusals(path, method, operation, names)):
        _add(operation["responses"], status, problem(status, operation["operationId"]))


def _describe_answers(path: str, operation: dict[str, Any], names: set[str]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    for status, answer in responses.items():
        answer.setdefault("headers", {}).update(REQUEST_ID | (_made_headers(names) if status[0] == "2" else {}))
        answer["headers"] |= POLICIES if is_keyed(path) else {}
        shown = example_of(answer.get("content", {}).get(JSON, {}).get("schema", {}), status)
        if shown:
            answer["content"][JSON]["example"] = shown


def _add(responses: dict[str, Any], status: str, refused: dict[str, Any]) -> None:
    """A refusal; where the route itself answers so, it may come in either form."""
    known = responses.setdefault(status, refused)
    known["content"] = known["content"] | refused["content"]


def _spaced(operation_id: str) -> str:
    """`renewLink` -> `Renew link`."""
    return re.sub(r"(?<!^)([A-Z])", lambda found: f" {found[1].lower()}", operation_id).capitalize()


def _require(parameter: dict[str, Any], names: set[str]) -> None:
    """Its absence has a problem of its own, so that the route takes it as one that may be absent."""
    if parameter["name"] not in (IDEMPOTENCY, IF_MATCH):
        return
    text = next(one for one in parameter["schema"].get("anyOf", [parameter["schema"]]) if one["type"] == "string")
    parameter["schema"] = text | BOUNDS.get(parameter["name"], {})
    if parameter["name"] in names:
        parameter["required"] = True
    else:
        del parameter["schema"]["minLength"]  # it may be left out here, or be empty


def _made_headers(names: set[str]) -> dict[str, Any]:
    if IDEMPOTENCY not in names:
        return {}
    said = "`true` when a request with this key was answered before; `X-Original-Request-Id` names it."
    return {
        "Idempotent-Replayed": {"description": said, "schema": {"type": "string"}},
        "Location": {"description": "Where what was made is.", "schema": {"type": "string", "format": "uri"}},
    }


def main() -> None:
    """Writes the description, as it is committed."""
    from functions.api.app import create_app
    from functions.api.served import SERVED
    from shared.runtime.bootstrap import Root

    sys.stdout.write(json.dumps(create_app(Root, SERVED).openapi(), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
