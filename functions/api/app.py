"""The API's application: routes, and what stands around all of them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI

from functions.api.problems import answer_with_problems
from functions.api.requests import Requests
from functions.api.strict_json import StrictRoute
from shared.domain.limits import MAX_BODY_BYTES
from shared.runtime.bootstrap import Root

VERSION = "1.0.0"
DESCRIPTION = "Interviews in, evidence out that can be traced back to what was said."


def create_app(root: Callable[[], Root], routers: Sequence[APIRouter], most: int = MAX_BODY_BYTES) -> FastAPI:
    """The application of those routers; a body has so many bytes at `most`.

    `root` gives what is outside, and is asked by the first request that needs it.
    """
    app = FastAPI(
        title="Parley",
        version=VERSION,
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    app.router.route_class = StrictRoute
    app.state.root = root
    app.state.routers = list(routers)
    for router in routers:
        # As they are: `include_router` would make each anew for the first request, after the snapshot was taken.
        app.router.routes.extend(router.routes)
    answer_with_problems(app)
    app.openapi = partial(_described, app)  # type: ignore[method-assign]
    app.add_middleware(Requests, most=most)
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    """All routes, whoever serves them: only who asks for the description loads those of the other function."""
    from functions.api.everything import EVERYTHING
    from functions.api.openapi import describe

    return describe(app, EVERYTHING)
