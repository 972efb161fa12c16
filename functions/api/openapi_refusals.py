"""What the routes refuse, as the API's description says it: by the address, its method and its parts."""

from collections.abc import Mapping
from typing import Any, Final

from functions.api.doors import PRACTICE, ends, is_keyed, is_linked, is_live
from functions.api.meanings import remedy_of
from functions.api.openapi_words import IDEMPOTENCY, IF_MATCH, REQUEST_ID, RETRY_AFTER
from functions.api.problems import MEDIA_TYPE
from functions.api.statuses import TITLES

RETRIES: Final = ("409", "429", "503")
BY_KEY: Final = "ByKey"
# Refusals that have names of their own, where the address alone does not tell them.
NAMED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "startSession": {"409": ("session-ended", "conflict"), "422": ("not-live",)},
    "takeTurn": {
        "400": ("bad-request", "invalid-parameter"),
        "404": ("unknown-session", "unknown-interview", "unknown-item"),
        "409": ("turn-conflict", "session-ended"),
        "422": ("invalid-request", "answer-missing", "not-live"),
    },
    "requestTurnUpload": {
        "404": ("unknown-session", "unknown-interview", "unknown-item"),
        "409": ("turn-conflict", "session-ended"),
        "422": ("invalid-request", "not-live"),
    },
    "getSession": {"404": ("unknown-session", "unknown-interview", "unknown-item"), "422": ("not-live",)},
    "endSession": {
        "404": ("unknown-session", "unknown-interview", "unknown-item"),
        "409": ("turn-conflict",),
        "422": ("not-live",),
    },
}
# Where a session that is elsewhere is shown with the refusal.
SHOW_STATE: Final = ("startSession", "takeTurn", "requestTurnUpload")


def refusals(path: str, method: str, operation: Mapping[str, Any], names: set[str]) -> set[str]:
    """The statuses of its problems."""
    if path == PRACTICE:  # all else that is wrong is said by an envelope
        return {"400", "401", "403", "413", "429", "500", "503"}
    statuses = {"400", "429", "500", "503"} | _of_the_door(path)
    if "{" in path or IDEMPOTENCY in names:
        statuses |= {"404"}
    if ("{" in path and method != "get") or IDEMPOTENCY in names:
        statuses |= {"409"}
    if "requestBody" in operation:
        statuses |= {"413", "415", "422"}
    return statuses | ({"412", "428"} if IF_MATCH in names else set())


def _of_the_door(path: str) -> set[str]:
    statuses = {"401", "403"} if is_keyed(path) else {"401"} if is_linked(path) else set()
    return statuses | ({"410"} if ends(path) else set()) | ({"422"} if is_live(path) else set())


def problem(status: str, operation_id: str) -> dict[str, Any]:
    """The answer of that status."""
    name = operation_id.removesuffix(BY_KEY)
    headers = REQUEST_ID | (RETRY_AFTER if status in RETRIES else {})
    shape = "SessionProblem" if status == "409" and name in SHOW_STATE else "ProblemDetails"
    codes = NAMED.get(name, {}).get(status, ())
    content = {"schema": {"$ref": f"#/components/schemas/{shape}"}} | _examples(int(status), codes)
    return {"description": TITLES[int(status)], "headers": headers, "content": {MEDIA_TYPE: content}}


def _examples(status: int, codes: tuple[str, ...]) -> dict[str, Any]:
    if not codes:
        return {"example": _example(status, TITLES[status].lower().replace(" ", "-"))}
    return {"examples": {code: {"value": _example(status, code)} for code in codes}}


def _example(status: int, code: str) -> dict[str, Any]:
    request_id = "6d2f4e0a-8f0d-4f39-9a1b-3f6f1c0c2b11"
    return {
        "type": f"https://api.example.org/prod/problems/{code}",
        "title": TITLES[status],
        "status": status,
        "detail": "what is wrong, in words",
        "instance": f"urn:parley:request:{request_id}",
        "code": code,
        "request_id": request_id,
    } | ({"remedy": remedy} if (remedy := remedy_of(code)) else {})
