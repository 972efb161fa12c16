"""The API's application: routes, and what stands around all of them."""

from collections.abc import Callable

from fastapi import FastAPI

from functions.api.openapi import describe_with
from functions.api.problems import answer_with_problems
from functions.api.requests import Requests
from functions.api.routes import (
    call_guides,
    candidate_door,
    candidates,
    erasures,
    findings,
    health,
    interview_plans,
    interviews,
    job_descriptions,
    job_questions,
    links,
    problems,
    project_parts,
    projects,
    results,
    runs,
    specification,
    webhooks,
)
from functions.api.strict_json import StrictRoute
from shared.runtime.bootstrap import Root

VERSION = "1.0.0"
DESCRIPTION = "Interviews in, evidence out that can be traced back to what was said."

# What is written out stands before what has a parameter in its place.
RESOURCES = (
    health,
    problems,
    interviews,
    interview_plans,
    runs,
    results,
    links,
    candidates,
    candidate_door,
    projects,
    project_parts,
    findings,
    job_descriptions,
    job_questions,
    call_guides,
    erasures,
    webhooks,
)


def create_app(root: Callable[[], Root]) -> FastAPI:
    """The application. `root` gives what is outside, and is asked by the first request that needs it."""
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
    app.state.routers = [resource.router for resource in (*RESOURCES, specification)]
    for resource in (*RESOURCES, specification):
        app.include_router(resource.router)
    answer_with_problems(app)
    app.openapi = describe_with(app)  # type: ignore[method-assign]
    app.add_middleware(Requests)
    return app
