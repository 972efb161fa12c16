"""What stands around every request: its id, its limits of size, its line in the log, the headers of every answer."""

import time
from typing import Any, Final
from uuid import uuid4

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.api.other_sites import headers_at
from functions.api.problems import problem
from functions.api.public_url import public_url
from shared.domain.limits import MAX_BODY_BYTES
from shared.domain.rate_limit import POLICY
from shared.domain.webhooks.headers import SENDER
from shared.runtime.observability import frames_of, logger

REQUEST_ID: Final = "X-Request-Id"
UNVERSIONED: Final = "/api/webhooks"
VERSIONED: Final = "/api/v1/webhooks"
# Whose name leads to us by a detour could else make us call ourselves for ever.
LOOP: Final = "webhooks of Parley may not go to Parley"
# An answer is for its caller only, is what it says it is, and is shown in nobody's frame.
HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}


class Requests:
    """ASGI middleware, the outermost: also what fails unexpectedly leaves here as a problem with a request id."""

    def __init__(self, app: ASGIApp, most: int = MAX_BODY_BYTES) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = request_id_of(scope)
        scope["parley.request_id"], scope["parley.headers"] = request_id, headers_at(scope["path"])
        seen = _Seen(send, scope)
        await self._answer(scope, receive, seen)
        _log(scope, seen)

    async def _answer(self, scope: Scope, receive: Receive, seen: "_Seen") -> None:
        if Headers(scope=scope).get("user-agent", "").startswith(SENDER):
            await problem(scope, 403, "webhook-loop", LOOP)(scope, receive, seen)
            return
        if _declared(Headers(scope=scope)) > self._most:
            await problem(scope, 413, "body-too-large", _too_large(self._most))(scope, receive, seen)
            return
        try:
            await self._app(_versioned(scope), _Bounded(receive, self._most), seen)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a problem and no more
            logger().error("unexpected", extra={"error": type(error).__name__, "frames": frames_of(error)})
            if not seen.status:
                answer = problem(scope, 500, "internal-error", "something went wrong on our side; try again later")
                await answer(scope, receive, seen)


class _Bounded:
    """Receives no more than a body may hold, whatever its headers said."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._most, self._received = receive, most, 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > self._most:
            raise HTTPException(413, _too_large(self._most))
        return message


class _Seen:
    """Sends, adds the headers that every answer has, and remembers the status."""

    def __init__(self, send: Send, scope: Scope) -> None:
        self._send, self._scope, self.status, self.began = send, scope, 0, time.perf_counter()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=message["headers"])
            headers[REQUEST_ID] = self._scope["parley.request_id"]
            for name, value in (HEADERS | self._scope.get("parley.headers", {})).items():
                headers.setdefault(name, value)
            if headers.get("location", "").startswith("/"):  # the API may live below a stage's path, not at its host's
                headers["Location"] = public_url(self._scope) + headers["location"]
            if burst := self._scope.get("parley.burst"):
                headers[POLICY] = ", ".join(filter(None, (headers.get(POLICY), burst)))
        await self._send(message)


def _versioned(scope: Scope) -> Scope:
    """Webhooks can also be managed where they were first asked for: below an address without a version."""
    path: str = scope["path"]
    if path != UNVERSIONED and not path.startswith(f"{UNVERSIONED}/"):
        return scope
    scope["path"] = VERSIONED + path.removeprefix(UNVERSIONED).rstrip("/")
    return scope


def request_id_of(scope: Scope) -> str:
    """API Gateway's id of the request, or a new one: never the client's own, which is only logged."""
    context: dict[str, Any] = scope.get("aws.event", {}).get("requestContext", {})
    return str(context.get("requestId") or uuid4())


def _declared(headers: Headers) -> int:
    declared = headers.get("content-length", "")
    return int(declared) if declared.isdecimal() else 0


def _too_large(most: int) -> str:
    return f"a body holds at most {most} bytes"


def _log(scope: Scope, seen: _Seen) -> None:
    """Ids, the route as it is written and numbers: a path holds ids of others, a query may hold anything."""
    route = scope.get("route")
    logger().info(
        "request",
        extra={
            "request_id": scope["parley.request_id"],
            "client_request_id": _client_id(Headers(scope=scope).get(REQUEST_ID)),
            "method": scope["method"],
            "route": getattr(route, "path", None),
            "status": seen.status,
            "milliseconds": round(1000 * (time.perf_counter() - seen.began)),
        },
    )


def _client_id(given: str | None) -> str | None:
    """What a client calls its request, when it looks like an id."""
    plain = given is not None and len(given) <= 64 and given.replace("-", "").isalnum() and given.isascii()  # noqa: PLR2004
    return given if plain else None
