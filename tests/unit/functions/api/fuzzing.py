"""The API with something in it, behind what stands for the authorizer: for judges who read its description only."""

from typing import Any

from starlette.types import Receive, Scope, Send

from shared.domain.candidate_link import token_of
from shared.domain.interview import InterviewKey
from shared.domain.organisation import Quotas
from tests.builders import organisation, principal
from tests.furnished import AWAITED, furnish
from tests.unit.functions.api.door import Door

API_KEY = "a-key-that-is-good"
PLENTY = Quotas(interviews=1_000_000, audio_minutes=1)


def furnished() -> Door:
    """What `furnish` puts there, and a quota that lasts."""
    door, _ = furnished_with_link()
    return door


def furnished_with_link() -> tuple[Door, str]:
    """The same, and the token of a candidate's link."""
    door = Door()
    door.memory.organisations["acme"] = organisation(quotas=PLENTY)
    furnish(door.root(), "acme")
    awaited = door.memory.interviews[InterviewKey(organisation_id="acme", interview_id=AWAITED)]
    return door, token_of(awaited, door.signing.keys()) or ""


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
