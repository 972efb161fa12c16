"""Pages of any site may call what a candidate's link opens, and sessions by a key: no cookie lets anybody in.

Their browsers ask first, without the token and without the key.
"""

from typing import Final

from fastapi import APIRouter, Response

from functions.api.doors import LINKED, OPEN, PRACTICE

PLACES: Final = (OPEN, LINKED, f"/api/v1{LINKED}")
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "DELETE, GET, OPTIONS, POST",
    "Access-Control-Allow-Headers": "authorization, content-type, x-api-key",
    "Access-Control-Max-Age": "86400",
}


def headers_at(path: str) -> dict[str, str]:
    """What lets pages read every answer there, also one that is given before any route is asked."""
    return dict(CORS) if path.startswith(PLACES) or path == PRACTICE else {}


def answer_browsers(router: APIRouter) -> None:
    """Adds what a browser asks before it asks, at every address of the router."""
    for path in sorted({getattr(route, "path", "") for route in router.routes}):
        place = path.removeprefix(router.prefix)
        router.add_api_route(place, _allow, methods=["OPTIONS"], status_code=204, include_in_schema=False)


def _allow() -> Response:
    return Response(status_code=204)
