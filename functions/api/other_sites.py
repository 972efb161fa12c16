"""Pages of any site may call what a candidate's link opens, and sessions by a key: no cookie lets anybody in.

Their browsers ask first, without the token and without the key.
"""

from typing import Final

from fastapi import APIRouter, Depends, Request, Response

CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "DELETE, GET, OPTIONS, POST",
    "Access-Control-Allow-Headers": "authorization, content-type, x-api-key",
    "Access-Control-Max-Age": "86400",
}


def for_pages(request: Request) -> None:
    """They may read the answer, a refusal too."""
    request.scope.setdefault("parley.headers", {}).update(CORS)


PAGES: Final = [Depends(for_pages)]  # a router's, set before its routes are added


def answer_browsers(router: APIRouter) -> None:
    """Adds what a browser asks before it asks, at every address of the router."""
    for path in sorted({getattr(route, "path", "") for route in router.routes}):
        place = path.removeprefix(router.prefix)
        router.add_api_route(place, _allow, methods=["OPTIONS"], status_code=204, include_in_schema=False)


def _allow() -> Response:
    return Response(status_code=204)
