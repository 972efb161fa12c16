"""The API with something in it, behind what stands for the authorizer: for judges who read its description only."""

from typing import Any

from starlette.types import Receive, Scope, Send

from shared.domain.analysis import Summary
from shared.domain.candidate import Candidate, CandidateLink
from shared.domain.candidate_link import token_of
from shared.domain.events import EventName
from shared.domain.finding import Finding, FindingKind
from shared.domain.interview import InterviewKey
from shared.domain.job_description import JobDescription
from shared.domain.organisation import Quotas
from shared.domain.project import Persona, ProjectQuestion
from shared.domain.steps import Step
from shared.domain.webhooks.delivery import Delivery, DeliveryStatus, new_delivery
from shared.domain.webhooks.endpoint import Endpoint
from shared.domain.webhooks.secret import EndpointSecret, secret_from
from tests.builders import at, event, interview, organisation, principal, project, run
from tests.fakes import MemoryFindings, MemoryInterviews, MemoryRuns
from tests.unit.functions.api.door import Door

API_KEY = "a-key-that-is-good"
INTERVIEW = InterviewKey(organisation_id="acme", interview_id="int_1")
PLENTY = Quotas(interviews=1_000_000, audio_minutes=1)


def furnished() -> Door:
    """One project, and one interview with a link, a run and a result."""
    door = Door()
    door.memory.organisations["acme"] = organisation(quotas=PLENTY)
    parts = {"questions": (ProjectQuestion(id="part_1", text="Why?"),), "personas": (Persona(id="part_1", name="N"),)}
    door.memory.projects["acme", "onboarding"] = project().model_copy(update=parts)
    found = Finding(id="int_1_f", interview_id="int_1", heard_name="Ann")
    for kind in FindingKind:
        MemoryFindings(door.memory).replace(interview(INTERVIEW, project_id="onboarding"), kind, [found])
    door.memory.job_descriptions["acme", "jd_1"] = JobDescription(id="jd_1", title="Planner")
    made = interview(
        INTERVIEW,
        candidate=Candidate(name="Ann Example", email="ann@example.org"),
        link=CandidateLink(expires_at=at(60 * 24 * 14)),
    )
    MemoryInterviews(door.memory).create_interview(made)
    MemoryRuns(door.memory).begin_run(run(), None)
    door.endpoints.create_endpoint(endpoint())
    door.deliveries.create_delivery(delivery())
    door.memory.rows[run().key, Step.FINALIZE] = (Summary(text="All is well."),)
    return door


def link_token(door: Door) -> str:
    """The token of the interview's link."""
    token = token_of(door.memory.interviews[INTERVIEW], door.signing.keys())
    if token is None:
        raise AssertionError("the interview has a link")
    return token


def behind_authorizer(door: Door) -> Any:
    """The application as API Gateway guards it: `/api/` needs the key, in either of two headers."""
    app = door.app()

    async def gateway(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
            given = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
            door.caller = principal() if given == API_KEY else None
            scope["aws.event"] = {"requestContext": door.context()}
        await app(scope, receive, send)

    return gateway


def endpoint(organisation_id: str = "acme") -> Endpoint:
    """An endpoint that hears everything."""
    return Endpoint(
        organisation_id=organisation_id,
        id="whk_1",
        name="ours",
        url="https://hooks.example.org/in",
        events=(EventName.INTERVIEW_COMPLETED,),
        secrets=(EndpointSecret(text=secret_from(bytes(32))),),
        created_at=at(0),
        updated_at=at(0),
    )


def delivery() -> Delivery:
    """A delivery to it that was given up."""
    made = new_delivery(event(), "whk_1", at(0))
    ended = {"id": "dlv_1", "status": DeliveryStatus.EXHAUSTED, "next_attempt_at": None}
    return made.model_copy(update=ended)


# What a caller who is no stranger would name.
KNOWN: dict[str, Any] = {
    "interview_id": "int_1",
    "project_id": "onboarding",
    "job_description_id": "jd_1",
    "job_id": "jd_1",
    "part_id": "part_1",
    "finding_id": "int_1_f",
    "merged_into": None,
    "skip_steps": [],
    "resume_from": "upload",
    "endpoint_id": "whk_1",
    "delivery_id": "dlv_1",
    "url": "https://hooks.example.org/in",
    "secret": secret_from(bytes(range(32))),
    "since": "2026-03-01T00:00:00Z",
    "headers": {"X-Ours": "1"},
}
