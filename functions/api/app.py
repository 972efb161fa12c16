"""The API's application: routes, and what stands around all of them."""

from collections.abc import Callable, Sequence
from typing import Final

from fastapi import APIRouter, FastAPI

from functions.api.openapi import describe_with
from functions.api.problems import answer_with_problems
from functions.api.requests import Requests
from functions.api.routes import (
    brain,
    call_guides,
    candidate_door,
    candidates,
    data_subjects,
    decisions,
    erasures,
    findings,
    health,
    interview_audio,
    interview_plans,
    interview_turns,
    interviews,
    job_descriptions,
    job_questions,
    links,
    problems,
    project_parts,
    projects,
    results,
    runs,
    sessions,
    specification,
    speech,
    webhooks,
)
from functions.api.strict_json import StrictRoute
from shared.domain.limits import MAX_BODY_BYTES
from shared.runtime.bootstrap import Root

VERSION = "1.0.0"
DESCRIPTION = "Interviews in, evidence out that can be traced back to what was said."

# What is written out stands before what has a parameter in its place.
RESOURCES = (
    health,
    problems,
    interviews,
    interview_plans,
    interview_turns,
    interview_audio,
    runs,
    results,
    decisions,
    links,
    candidates,
    candidate_door,
    projects,
    project_parts,
    findings,
    job_descriptions,
    call_guides,
    erasures,
    data_subjects,
    webhooks,
)
# Answered by a function of their own, `hold_interview`, which alone has the engines.
LIVE: Final = (job_questions.router, speech.router, sessions.router, sessions.keyed_router, brain.router)
SERVED: Final = tuple(resource.router for resource in (*RESOURCES, specification))
EVERYTHING: Final = (*SERVED, *LIVE)


def create_app(root: Callable[[], Root], routers: Sequence[APIRouter] = SERVED, most: int = MAX_BODY_BYTES) -> FastAPI:
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
        app.include_router(router)
    answer_with_problems(app)
    app.openapi = describe_with(app, EVERYTHING)  # type: ignore[method-assign]
    app.add_middleware(Requests, most=most)
    return app
