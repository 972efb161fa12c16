"""Where a candidate's link leads. No API key: the token in the address opens one interview, and shows little of it."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Path
from pydantic import Field

from functions.api.caller import Outside
from functions.api.interview_shapes import RECORDINGS, RecordingType, UploadForm
from functions.api.routing import resource
from functions.api.shapes import Shape
from functions.api.uploads import form_for
from shared.domain.interview import Interview
from shared.domain.limits import MAX_RECORDING_BYTES, MAX_RECORDING_SECONDS, MIN_RECORDING_SECONDS
from shared.domain.signing import MAX_TOKEN_CHARACTERS
from shared.usecases.use_link import AWAITING, check_awaits_upload, open_link

router = resource("candidate", "/interview")
Token = Annotated[str, Path(max_length=MAX_TOKEN_CHARACTERS, pattern=r"^[A-Za-z0-9._-]+$")]
ASKS = "record yourself and upload the recording, with the form that POST /interview/{token}/upload gives"
THANKS = "there is nothing more to do"


class Invited(Shape):
    """What a candidate sees of their interview."""

    title: str
    language: str | None
    state: Literal["awaiting_recording", "received"]
    what_to_do: str
    accepted_types: tuple[str, ...]
    max_bytes: int
    min_seconds: float
    max_seconds: float
    expires_at: datetime


class RecordingAsked(Shape):
    """What will be uploaded."""

    content_type: RecordingType = Field(description="The type that the recorder gives it.")


@router.get("/{token}", operation_id="openInterview")
def open_interview(token: Token, root: Outside) -> Invited:
    """What the interview asks of its candidate. 404 for what is no link of ours, 410 for one that has ended."""
    return _shown(open_link(token, ports=root.links))


@router.post("/{token}/upload", operation_id="requestUpload")
def request_upload(token: Token, body: RecordingAsked, root: Outside) -> UploadForm:
    """The form to upload the recording: one key, one type, so many bytes at most, for a quarter of an hour."""
    interview = open_link(token, ports=root.links)
    check_awaits_upload(interview)
    return form_for(interview.key, body.content_type, root)


def _shown(interview: Interview) -> Invited:
    if interview.link is None:
        raise AssertionError("an interview that a link opens has one")
    waits = interview.status in AWAITING
    return Invited(
        title=interview.title,
        language=interview.language_hint,
        state="awaiting_recording" if waits else "received",
        what_to_do=ASKS if waits else THANKS,
        accepted_types=RECORDINGS,
        max_bytes=MAX_RECORDING_BYTES,
        min_seconds=MIN_RECORDING_SECONDS,
        max_seconds=MAX_RECORDING_SECONDS,
        expires_at=interview.link.expires_at,
    )
