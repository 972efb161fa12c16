"""Interviews that somebody practises, as seed 001 writes its requests and answers down: all of them at one address.

A page keeps the state and hands it back. Of it we read the id of the last question, and trust nothing else. A first
request has nothing in it that tells a repeat from another interview: its Idempotency-Key does, where it has one.
"""

from typing import Annotated, Any, Final, Literal
from uuid import uuid4

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from functions.api.caller import Outside, Writer
from functions.api.fields import Language
from functions.api.once import KeyHeader
from functions.api.routing import resource
from functions.api.strict_json import JSON, parse
from shared.domain.errors import ParleyError
from shared.domain.idempotency import parse_key
from shared.domain.principal import Principal
from shared.domain.session.limits import MAX_ANSWER_CHARACTERS, MAX_TURNS
from shared.domain.session.practice import BrainEnvelope, InterviewMeta, InterviewTurnResponse
from shared.domain.session.show_practice import practice_id
from shared.runtime.bootstrap import Root
from shared.runtime.live import holding
from shared.runtime.observability import frames_of, logger
from shared.usecases.practise import PracticePorts, go_on_with_practice, start_practice

PATH: Final = "/brain"
MAX_KNOWN_ID_CHARACTERS: Final = 200  # more than an interview's id and a question's have together
FAILED: Final = "Interview session failed. Please try again."
# Pages of any site may ask, with a key that they hold: no cookie lets anybody in.
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "authorization, x-api-key, content-type, idempotency-key, x-client-info",
    "Access-Control-Max-Age": "86400",
}


class Asked(BaseModel):
    """Members that we do not know are left unread."""

    model_config = ConfigDict(frozen=True, extra="ignore", json_schema_extra={"additionalProperties": True})


class KnownQuestion(Asked):
    """Of an item of the transcript, what finds the session."""

    question_id: Annotated[str, Field(max_length=MAX_KNOWN_ID_CHARACTERS)]


class KnownState(Asked):
    """Of a state that is handed back, what is read."""

    transcript: Annotated[tuple[KnownQuestion, ...], Field(min_length=1, max_length=MAX_TURNS + 1)]


class BrainContext(Asked):
    """What is practised, and where it stands."""

    context: Literal["interview_session"]
    meta: InterviewMeta
    session_state: KnownState | None = None


class BrainRequest(Asked):
    """A turn; the first one has no state, and its message is not read."""

    message: Annotated[str, Field(max_length=MAX_ANSWER_CHARACTERS)] = ""
    language: Language = "en"
    context: BrainContext


def for_pages(request: Request) -> None:
    """Pages may read every answer, a refusal too."""
    request.scope.setdefault("parley.headers", {}).update(CORS)


async def body_of(request: Request) -> bytes:
    """The body as it is: what is wrong with it is said by an envelope."""
    return await request.body()


router = resource("practice", "")
router.dependencies = [Depends(for_pages)]


@router.options(PATH, status_code=204, operation_id="mayAskBrain", include_in_schema=False)
def allow() -> Response:
    """What a browser asks before it asks."""
    return Response(status_code=204)


@router.post(
    PATH,
    operation_id="askBrain",
    response_model=BrainEnvelope,
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "The turn; a body that cannot be used is answered by an envelope, as all else is.",
            "content": {JSON: {"schema": {"$ref": "#/components/schemas/BrainRequest"}}},
        }
    },
    responses={500: {"model": BrainEnvelope, "description": "Whatever went wrong: status is `error`."}},
)
def ask(
    *,
    body: Annotated[bytes, Depends(body_of)],
    caller: Writer,
    root: Outside,
    idempotency_key: KeyHeader = None,
) -> Response:
    """Begins a practice interview, or takes an answer; what comes is a question, or the feedback at the end."""
    try:
        said, warning = _turn(body, idempotency_key, caller, root)
        return _said(BrainEnvelope(status="success", message=warning, payload=said), 200)
    except Exception as error:  # noqa: BLE001 - whatever it is, the page gets an envelope and no more
        _note(error)
        return _said(BrainEnvelope(status="error", message=FAILED), 500)


def _turn(body: bytes, name: str | None, caller: Principal, root: Root) -> tuple[InterviewTurnResponse, str | None]:
    asked = BrainRequest.model_validate(parse(body))
    ports, state = PracticePorts(root.beginning, holding(root), root.quotas), asked.context.session_state
    if state is None:
        begun = practice_id(caller.organisation_id, parse_key(name)) if name else f"int_{uuid4().hex}"
        return start_practice(caller.organisation_id, begun, asked.context.meta, asked.language, ports=ports)
    last = state.transcript[-1].question_id
    return go_on_with_practice(caller.organisation_id, last, asked.message, ports=ports), None


def _said(envelope: BrainEnvelope, status: int) -> Response:
    """What is not there is left out, as the contract's optional members are."""
    return JSONResponse(envelope.model_dump(mode="json", exclude_none=True), status)


def _note(error: Exception) -> None:
    """Words of our own errors name ids and codes alone; of others there is only the name."""
    known: dict[str, Any] = {"cause": error.message} if isinstance(error, ParleyError) else {"frames": frames_of(error)}
    logger().error("no turn", extra={"error": type(error).__name__} | known)
