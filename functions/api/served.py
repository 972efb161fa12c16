"""The routers of the API's own function."""

from typing import Final

from functions.api.routes import (
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
    links,
    problems,
    project_parts,
    projects,
    results,
    runs,
    specification,
    webhooks,
)

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
SERVED: Final = tuple(resource.router for resource in (*RESOURCES, specification))
