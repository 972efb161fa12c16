"""How routers are made, so that no route reads its body in another way than the rest."""

from fastapi import APIRouter

from functions.api.strict_json import StrictRoute


def resource(tag: str, prefix: str = "") -> APIRouter:
    """A router whose routes read strict JSON. A router that is included keeps the class of its own routes."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=StrictRoute)
