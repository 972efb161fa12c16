"""The API's description, OpenAPI 3.1: what FastAPI knows of the routes, and what stands around all of them.

`docs/openapi.json` is written by `python -m functions.api.openapi`, and a test compares the two.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from functions.api.problems import MEDIA_TYPE, TITLES
from functions.api.routing import routes_of
from shared.domain.limits import MAX_IDEMPOTENCY_KEY_CHARACTERS

METHODS: Final = ("get", "post", "put", "patch", "delete")
OPEN: Final = "/interview/"
SPOKEN: Final = "/session/speech/"
LINKED: Final = "/session/"  # the token of a candidate's link, as if it were a key
KEYED: Final = "/api/"
RETRIES: Final = ("409", "429", "503")
IDEMPOTENCY: Final = "Idempotency-Key"
IF_MATCH: Final = "If-Match"
# What the route checks itself, with a problem of its own; a key may stand in quotation marks.
BOUNDS: Final = {IDEMPOTENCY: {"minLength": 1, "maxLength": MAX_IDEMPOTENCY_KEY_CHARACTERS + 2}}
TAGS: Final = {
    "interviews": "Begin interviews, list them, read them.",
    "runs": "How far an interview has come, and runs anew.",
    "results": "What an interview has yielded, each finding with its evidence.",
    "links": "The link by which a candidate takes part.",
    "candidates": "Invite candidates, one or many.",
    "webhooks": "Endpoints that are told of events, and what was sent to them.",
    "data": "What was erased, who did what, what was used.",
    "candidate": "Where a candidate's link leads; no API key.",
    "sessions": "Live interviews, for candidates: the token of the link is the bearer's.",
    "live interviews": "Live interviews, for parent platforms: the same under an API key.",
    "projects": "What you want to learn: projects with their questions and personas.",
    "findings": "People and themes of a project, across its interviews.",
    "job descriptions": "What interviews for a job are prepared from.",
    "call guides": "What live interviews are held by: sections with questions, follow-ups and time.",
    "health": "Whether the API is there.",
    "problems": "What the codes of problems mean.",
}
# What the parameters in an address name, and filters that speak for themselves; the others say it where they are.
PARAMETERS: Final = {
    "code": "The last part of a problem's `type`.",
    "days": "So many days back.",
    "delivery_id": "A delivery of the endpoint.",
    "endpoint_id": "A webhook endpoint of yours.",
    "finding_id": "A person or a theme of the project.",
    "guide_id": "A call guide of yours.",
    "interview_id": "An interview of yours.",
    "job_id": "A job description of yours.",
    "part_id": "A question or a persona of the project.",
    "project_id": "A project of yours.",
    "run": "The number of the run; the first is 1.",
    "status": "Only interviews that stand there.",
    "token": "The last part of the candidate's link.",
}
REQUEST_ID: Final = {
    "X-Request-Id": {"description": "Names the request, in our logs too.", "schema": {"type": "string"}}
}
RETRY_AFTER: Final = {
    "Retry-After": {"description": "Seconds after which it is worth trying again.", "schema": {"type": "string"}}
}
POLICIES: Final = {
    "RateLimit-Policy": {
        "description": "`burst`: how many calls at once; `interviews`: how many a month, where one is begun.",
        "schema": {"type": "string"},
        "example": '"burst";q=20;w=2',
    }
}
PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "What is wrong, as RFC 9457 has it. `code` is for programs, `type` leads to what it means.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "RFC 6901, into the body; else where it was"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def describe_with(app: FastAPI, routers: Sequence[APIRouter]) -> Callable[[], dict[str, Any]]:
    """What answers `app.openapi`: made once, when it is first asked for. It has all routers, whoever serves them."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            routes = [route for route in routes_of(routers) if route.include_in_schema]
            app.openapi_schema = _described(app, routes)
        return app.openapi_schema

    return openapi


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
    schemas["ProblemDetails"] = PROBLEM
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
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    for parameter in operation.get("parameters", []):
        _require(parameter)
        parameter.setdefault("description", PARAMETERS.get(parameter["name"], ""))
    operation["tags"] = operation["tags"][-1:]  # a route's own comes after its router's
    if not path.startswith(KEYED):
        operation["security"] = [{"bearer": []}] if _is_linked(path) else []
    responses = operation["responses"]
    responses.pop("422", None)
    for status, answer in responses.items():
        answer.setdefault("headers", {}).update(REQUEST_ID | (_made_headers(names) if status[0] == "2" else {}))
        answer["headers"] |= POLICIES if path.startswith(KEYED) else {}
    responses |= {status: _problem(status) for status in sorted(_refusals(path, method, operation, names))}


def _spaced(operation_id: str) -> str:
    """`renewLink` -> `Renew link`."""
    return re.sub(r"(?<!^)([A-Z])", lambda found: f" {found[1].lower()}", operation_id).capitalize()


def _is_linked(path: str) -> bool:
    return path.startswith(LINKED) and not path.startswith(SPOKEN)


def _require(parameter: dict[str, Any]) -> None:
    """Its absence has a problem of its own, so that the route takes it as one that may be absent."""
    if parameter["name"] in (IDEMPOTENCY, IF_MATCH):
        text = next(one for one in parameter["schema"].get("anyOf", [parameter["schema"]]) if one["type"] == "string")
        parameter |= {"required": True, "schema": text | BOUNDS.get(parameter["name"], {})}


def _made_headers(names: set[str]) -> dict[str, Any]:
    if IDEMPOTENCY not in names:
        return {}
    said = "`true` when a request with this key was answered before; `X-Original-Request-Id` names it."
    return {
        "Idempotent-Replayed": {"description": said, "schema": {"type": "string"}},
        "Location": {"description": "Where what was made is.", "schema": {"type": "string"}},
    }


def _refusals(path: str, method: str, operation: Mapping[str, Any], names: set[str]) -> set[str]:
    statuses = {"400", "429", "500", "503"}
    if path.startswith(KEYED):
        statuses |= {"401", "403"}
    if _is_linked(path):
        statuses |= {"401"}
    if "{" in path or IDEMPOTENCY in names:
        statuses |= {"404"}
    if ("{" in path and method != "get") or IDEMPOTENCY in names:
        statuses |= {"409"}
    if "requestBody" in operation:
        statuses |= {"413", "415", "422"}
    if path.startswith(OPEN) or _is_linked(path):
        statuses |= {"410"}
    return statuses | ({"412", "428"} if IF_MATCH in names else set())


def _problem(status: str) -> dict[str, Any]:
    headers = REQUEST_ID | (RETRY_AFTER if status in RETRIES else {})
    shown = {"schema": {"$ref": "#/components/schemas/ProblemDetails"}, "example": _example(int(status))}
    return {"description": TITLES[int(status)], "headers": headers, "content": {MEDIA_TYPE: shown}}


def _example(status: int) -> dict[str, Any]:
    code = TITLES[status].lower().replace(" ", "-")
    request_id = "6d2f4e0a-8f0d-4f39-9a1b-3f6f1c0c2b11"
    return {
        "type": f"/problems/{code}",
        "title": TITLES[status],
        "status": status,
        "detail": "what is wrong, in words",
        "instance": f"urn:parley:request:{request_id}",
        "code": code,
        "request_id": request_id,
    }


def main() -> None:
    """Writes the description, as it is committed."""
    from functions.api.app import create_app
    from shared.runtime.bootstrap import Root

    sys.stdout.write(json.dumps(create_app(Root).openapi(), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
