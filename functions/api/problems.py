"""Errors as RFC 9457 problem details: which status a named error has, and how it is written."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Scope

from functions.api.meanings import remedy_of
from functions.api.public_url import public_url
from functions.api.routing import methods_at
from functions.api.statuses import STATUS_OURS, TITLES, code_of, status_of
from shared.domain import errors
from shared.domain.errors import ParleyError
from shared.domain.rate_limit import used_up
from shared.runtime.observability import frames_of, logger

MEDIA_TYPE: Final = "application/problem+json"
PROBLEMS: Final = "/problems/"
RETRY_SECONDS: Final = 5
IN_PROGRESS_SECONDS: Final = 1
NO_SUCH_METHOD: Final = 405
STATUS_LATER: Final = 503
_MEMBER: Final = re.compile(r"<\w+\.\w+: ('[^']*')>")  # Python's own name of a member, of which only the value is said
CODES: Final = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large", 415: "unsupported-media-type"}


def problem(
    scope: Scope,
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """An answer that says what is wrong. `errors` are `{"pointer", "detail"}`: RFC 6901 pointers into the request.

    `more` are members of its own that this kind of problem has.
    """
    body: dict[str, Any] = {
        "type": _address(scope) + PROBLEMS + code,
        "title": TITLES[status],
        "status": status,
        "detail": detail,
        "instance": f"urn:parley:request:{scope.get('parley.request_id', '')}",
        "code": code,
        "request_id": scope.get("parley.request_id", ""),
    }
    if remedy := remedy_of(code):
        body["remedy"] = remedy
    if errors:
        body["errors"] = [dict(error) for error in errors]
    body |= more or {}
    return JSONResponse(body, status, dict(headers or {}), media_type=MEDIA_TYPE)


def _address(scope: Scope) -> str:
    """Where the API is; nothing when that cannot be found out: what is wrong is said all the same."""
    try:
        return public_url(scope)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is why there is a problem
        logger().error("no address", extra={"error": type(error).__name__, "frames": frames_of(error)})
        return ""


def conflict(request: Request, error: ParleyError, more: Mapping[str, Any]) -> JSONResponse:
    """The problem of that error, with what helps to get over it."""
    code = code_of(type(error).__name__)
    return problem(request.scope, status_of(type(error)), code, error.message, more=more)


def answer_with_problems(app: FastAPI) -> None:
    """Makes every error of the application a problem."""
    app.add_exception_handler(ParleyError, _named)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _named(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ParleyError):
        raise error
    status, code = status_of(type(error)), code_of(type(error).__name__)
    where = [{"pointer": _place(request, error.field), "detail": error.message}] if error.field else []
    detail = error.message if status < STATUS_OURS else TITLES[status]
    if status >= STATUS_OURS:  # its words are for us: a message names no more than ids and codes
        logger().error("failed", extra={"error": type(error).__name__, "cause": error.message})
    return problem(request.scope, status, code, detail, errors=where, headers=_headers(request, error, status))


def _place(request: Request, field: str) -> str:
    """The pointer to a field that the domain names: `projectId` is `/project_id` in our requests."""
    name = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", field).lower()
    place = f"/{name.replace('.', '/')}"
    return f"/path{place}" if name in request.path_params else place


def _headers(request: Request, error: ParleyError, status: int) -> dict[str, str]:
    if isinstance(error, errors.QuotaExceeded):
        return used_up(error, request.app.state.root().clock.now())
    if isinstance(error, errors.RequestInProgress):
        return {"Retry-After": str(IN_PROGRESS_SECONDS)}
    if isinstance(error, errors.InvalidApiKey):
        return {"WWW-Authenticate": 'Bearer realm="parley"'}
    return {"Retry-After": str(RETRY_SECONDS)} if status == STATUS_LATER else {}


def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    found = [{"pointer": _pointer(one["loc"]), "detail": _said(one)} for one in _told(error.errors())]
    detail = "some fields cannot be used; each is named with what is wrong"
    # What a body says may be right in form and yet unusable; what is wrong elsewhere is no request.
    in_body = any(one["loc"][:1] == ("body",) for one in error.errors())
    status, code = (422, "invalid-request") if in_body else (400, "invalid-parameter")
    return problem(request.scope, status, code, detail, errors=found)


def _told(found: Sequence[Any]) -> list[Any]:
    """Without the lists that are only too short because what is in them cannot be used."""
    places = [tuple(one["loc"]) for one in found]

    def follows(one: Any) -> bool:
        own = tuple(one["loc"])
        return one.get("type") == "too_short" and any(len(at) > len(own) and at[: len(own)] == own for at in places)

    return [one for one in found if not follows(one)]


def _pointer(location: Sequence[int | str]) -> str:
    """RFC 6901; what is not in the body is named by where it is: `/query/limit`, `/header/idempotency-key`."""
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in location]
    return "".join(f"/{part}" for part in (parts[1:] if parts[:1] == ["body"] else parts))


def _said(one: Mapping[str, Any]) -> str:
    """Pydantic's message, which names the rule; for our own rules it is the message alone. No input is echoed."""
    return _MEMBER.sub(r"\1", str(one["msg"])).removeprefix("Value error, ")


def _http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    headers = (
        {"Allow": methods_at(request, request.app.state.routers)}
        if error.status_code == NO_SUCH_METHOD
        else error.headers
    )
    code = CODES.get(error.status_code, code_of(TITLES[error.status_code].title().replace(" ", "")))
    return problem(request.scope, error.status_code, code, str(error.detail), headers=headers)
