"""The API with something in it, behind what stands for the authorizer: for judges who read its description only."""

from typing import Any

from starlette.types import Receive, Scope, Send

from functions.api.spoken import PURPOSE
from shared.domain.candidate_link import token_of
from shared.domain.interview_key import InterviewKey
from shared.domain.organisation import Quotas
from shared.domain.signing import seal
from tests.builders import organisation, principal
from tests.furnished import AWAITED, furnish
from tests.unit.functions.api.door import STAGE, Door

API_KEY = "a-key-that-is-good"
PLENTY = Quotas(interviews=1_000_000, audio_minutes=1)


def furnished() -> Door:
    """What `furnish` puts there, and a quota that lasts."""
    door = Door()
    door.memory.organisations["acme"] = organisation(quotas=PLENTY)
    furnish(door.root(), "acme")
    return door


def furnished_with_link() -> tuple[Door, str]:
    """The same, and the token of a candidate's link."""
    door = furnished()
    return door, token(door, AWAITED)


def token(door: Door, interview_id: str) -> str:
    """The token of the interview's link."""
    invited = door.memory.interviews[InterviewKey(organisation_id="acme", interview_id=interview_id)]
    return token_of(invited, door.signing.keys()) or ""


def speech_token(door: Door, interview_id: str) -> str:
    """The token of the sound of the interview's first question."""
    return seal(PURPOSE, ["acme", interview_id, 0], door.signing.keys())


def behind_authorizer(door: Door) -> Any:
    """The application as API Gateway guards it: `/api/` needs the key, in either of two headers."""
    app = door.app()

    async def gateway(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
            given = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
            door.caller = principal() if given == API_KEY else None
            scope["aws.event"] = {"requestContext": door.context()}
            scope["path"] = scope["path"].removeprefix(STAGE)
        await app(scope, receive, send)

    return gateway
