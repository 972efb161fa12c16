"""The API's description, as its readers get it: with the address of the API that they have found it at."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from functions.api.public_url import public_url
from functions.api.strict_json import StrictRoute

SPECIFICATION: Final = "/api/v1/openapi.json"
router = APIRouter(route_class=StrictRoute, include_in_schema=False)


@router.get(SPECIFICATION)
def get_specification(request: Request) -> JSONResponse:
    """A client appends paths to a server's address, which is longer than its host's: it has the stage in it."""
    described: dict[str, Any] = request.app.openapi()
    server = {"url": public_url(request.scope), "description": "This API."}
    return JSONResponse(described | {"servers": [server]})
