"""How routers are made, so that no route reads its body in another way than the rest."""

from collections.abc import Iterable, Iterator

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request

from functions.api.on_record import RecordedRoute


def resource(tag: str, prefix: str = "") -> APIRouter:
    """A router whose routes read strict JSON and are on record. One that is included keeps its routes' class."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=RecordedRoute)


def routes_of(routers: Iterable[APIRouter]) -> Iterator[APIRoute]:
    """Their routes."""
    for router in routers:
        yield from (route for route in router.routes if isinstance(route, APIRoute))


def methods_at(request: Request, routers: Iterable[APIRouter]) -> str:
    """The methods that the request's address knows, whichever routes know them: the framework names those of one."""
    matching = [route for route in routes_of(routers) if route.path_regex.match(request.scope["path"])]
    # What is written out stands before what has a parameter in its place, and is another address.
    own = [route for route in matching if route.path == matching[0].path]
    return ", ".join(sorted({method for route in own for method in route.methods or ()}))
