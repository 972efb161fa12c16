"""What is asked and answered while an interview is held: the shapes of seed 003, in its own spelling."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, field_validator

from functions.api.fields import NUMBER, TEXT
from functions.api.interview_shapes import UploadForm, named
from functions.api.shapes import Shape
from shared.domain.session.conversation import AgentResponse, SessionState
from shared.domain.session.limits import MAX_ANSWER_CHARACTERS, MAX_TURN_BYTES, MAX_TURNS
from shared.domain.session.turn import CLIENT_TURN_ID

ClientTurnId = Annotated[str, StringConstraints(pattern=CLIENT_TURN_ID)]
Number = Annotated[int, Field(ge=1, le=MAX_TURNS), NUMBER]
Answered = Annotated[str, StringConstraints(pattern=TEXT, min_length=1, max_length=MAX_ANSWER_CHARACTERS)]
MAX_UPLOAD_KEY_CHARACTERS: Final = 500
UploadedKey = Annotated[str, StringConstraints(min_length=1, max_length=MAX_UPLOAD_KEY_CHARACTERS)]
# What recorders of browsers and phones write, and what else is heard.
SoundType = Literal["audio/webm", "audio/ogg", "audio/mp4", "audio/wav", "audio/mpeg", "audio/aac", "audio/flac"]


def never_null(schema: dict[str, Any]) -> None:
    """What may be left out, and is no null: its schema is that of what it is when it is there."""
    said, _ = schema.pop("anyOf")
    del schema["default"]
    schema |= said


class TurnNamed(Shape):
    """What names a turn. Sent again with the same `client_turn_id` it gives the same answer.

    `turn_number` is the one that the last answer named: another tab that has gone on is found by it.
    """

    client_turn_id: ClientTurnId | None = Field(
        default=None, description="Your own id of the turn.", json_schema_extra=never_null
    )
    turn_number: Number | None = Field(
        default=None, description="Left out, it is the open one.", json_schema_extra=never_null
    )

    @field_validator("client_turn_id", "turn_number", mode="before")
    @classmethod
    def _is_left_out_or_named(cls, given: object) -> object:
        return named(given)


class TypedTurn(TurnNamed):
    """An answer that is typed."""

    text: Answered = Field(description="The answer; blanks alone are none.")


class UploadedTurn(TurnNamed):
    """An answer that was uploaded."""

    upload_key: UploadedKey = Field(description="As `POST …/upload/{interview_id}` has given it.")


class SpokenTurn(TurnNamed):
    """An answer that is spoken: its sound in the form."""

    audio: bytes = Field(max_length=MAX_TURN_BYTES, description="The recorder's own bytes; what they are is heard.")


class UploadOfTurn(Shape):
    """A longer answer that is going to be uploaded."""

    content_type: SoundType
    turn_number: Number
    client_turn_id: ClientTurnId


class TurnUpload(Shape):
    """The form for the answer, and the key to be sent as `upload_key` once it is uploaded."""

    upload_key: str
    upload: UploadForm


class TurnLimits(Shape):
    """What is left: `answer_seconds` for an answer, `turns_left` answers, until `ends_at`.

    `offers_text` when speech was not understood too often, or could not be heard.
    """

    answer_seconds: int
    turns_left: int
    ends_at: datetime
    offers_text: bool


class SessionAnswer(Shape):
    """What the interviewer says, and the session. `turn_number` is that of the answer which is awaited."""

    interviewer_response: AgentResponse
    session_state: SessionState
    turn_number: int
    limits: TurnLimits
