"""Where a candidate's link leads. No API key: the token in the address opens one interview, and shows little of it."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, get_args

from fastapi import Path
from pydantic import Field

from functions.api.caller import Outside
from functions.api.interview_shapes import RECORDINGS, RecordingType, UploadForm
from functions.api.other_sites import answer_browsers
from functions.api.routing import resource
from functions.api.session_shapes import SoundType
from functions.api.shapes import Shape
from functions.api.uploads import form_for
from shared.domain.interview import Interview
from shared.domain.interview_status import InterviewMode, InterviewStatus
from shared.domain.limits import MAX_RECORDING_BYTES, MAX_RECORDING_SECONDS, MIN_RECORDING_SECONDS
from shared.domain.session.limits import MAX_TURN_UPLOAD_BYTES
from shared.domain.session.plan import Budget
from shared.domain.signing import MAX_TOKEN_CHARACTERS
from shared.usecases.use_link import AWAITING, check_takes_recording, open_link

router = resource("candidate", "/interview")
Token = Annotated[str, Path(max_length=MAX_TOKEN_CHARACTERS, pattern=r"^[A-Za-z0-9._-]+$")]
ASKS = "record yourself and upload the recording, with the form that POST /interview/{token}/upload gives"
STARTS = "answer turn by turn: POST /session/start/{interview_id}, this link's token being the bearer token"
THANKS = "there is nothing more to do"
State = Literal["awaiting_recording", "awaiting_start", "in_progress", "received"]
SOUNDS: Final[tuple[str, ...]] = get_args(SoundType)


class Invited(Shape):
    """What a candidate sees of their interview. Of one that is held live, types and limits are those of an answer.

    It takes so many `minutes` from its start, and so many `turns`, at most; null for a recording.
    """

    interview_id: str
    mode: InterviewMode
    title: str
    language: str | None
    state: State
    what_to_do: str
    accepted_types: tuple[str, ...]
    max_bytes: int
    min_seconds: float
    max_seconds: float
    minutes: int | None
    turns: int | None
    expires_at: datetime


class RecordingAsked(Shape):
    """What will be uploaded."""

    content_type: RecordingType = Field(description="The type that the recorder gives it.")


@router.get("/{token}", operation_id="openInterview")
def open_interview(token: Token, root: Outside) -> Invited:
    """What the interview asks of its candidate. 404 for what is no link of ours, 410 for one that has ended."""
    return _shown(open_link(token, ports=root.links), root)


@router.post("/{token}/upload", operation_id="requestUpload")
def request_upload(token: Token, body: RecordingAsked, root: Outside) -> UploadForm:
    """The form to upload the recording: one key, one type, so many bytes at most, for a quarter of an hour."""
    interview = open_link(token, ports=root.links)
    check_takes_recording(interview)
    return form_for(interview.key, body.content_type, root)


answer_browsers(router)


def _shown(interview: Interview, root: Outside) -> Invited:
    if interview.link is None:
        raise AssertionError("an interview that a link opens has one")
    return Invited(
        interview_id=interview.id,
        mode=interview.mode,
        title=interview.title,
        language=interview.language_hint,
        expires_at=interview.link.expires_at,
        **(_live(interview, root) if interview.mode is InterviewMode.LIVE else _recorded(interview)),
    )


def _recorded(interview: Interview) -> dict[str, Any]:
    waits = interview.status in AWAITING
    return {
        "state": "awaiting_recording" if waits else "received",
        "what_to_do": ASKS if waits else THANKS,
        "accepted_types": RECORDINGS,
        "max_bytes": MAX_RECORDING_BYTES,
        "min_seconds": MIN_RECORDING_SECONDS,
        "max_seconds": MAX_RECORDING_SECONDS,
        "minutes": None,
        "turns": None,
    }


def _live(interview: Interview, root: Outside) -> dict[str, Any]:
    state = _state(interview, root)
    plan = root.sessions.get_plan(interview.key)
    budget = plan.budget if plan else Budget()
    return {
        "state": state,
        "what_to_do": THANKS if state == "received" else STARTS,
        "accepted_types": SOUNDS,
        "max_bytes": MAX_TURN_UPLOAD_BYTES,
        "min_seconds": 0.0,
        "max_seconds": budget.answer_seconds,
        "minutes": budget.minutes,
        "turns": budget.turns,
    }


def _state(interview: Interview, root: Outside) -> State:
    """Where its session stands: what was said is on its way from the session's end on."""
    session = root.sessions.find(interview.key)
    if session is None:
        return "awaiting_start" if interview.status is InterviewStatus.AWAITING_UPLOAD else "received"
    return "in_progress" if session.is_open else "received"
