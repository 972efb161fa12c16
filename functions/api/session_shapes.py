"""What is asked and answered while an interview is held: the shapes of seed 003, in its own spelling."""

from datetime import datetime
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from functions.api.fields import NUMBER, TEXT
from functions.api.interview_shapes import UploadForm
from functions.api.shapes import Shape
from shared.domain.session.conversation import AgentResponse, SessionState
from shared.domain.session.limits import MAX_ANSWER_CHARACTERS, MAX_TURNS
from shared.domain.session.turn import CLIENT_TURN_ID

ClientTurnId = Annotated[str, StringConstraints(pattern=CLIENT_TURN_ID)]
Number = Annotated[int, Field(ge=1, le=MAX_TURNS), NUMBER]
Answered = Annotated[str, StringConstraints(pattern=TEXT, min_length=1, max_length=MAX_ANSWER_CHARACTERS)]
# What recorders of browsers and phones write, and what else is heard.
SoundType = Literal["audio/webm", "audio/ogg", "audio/mp4", "audio/wav", "audio/mpeg", "audio/aac", "audio/flac"]
ONE_OF: Final = "send one of text, audio and upload_key"


class TurnFields(Shape):
    """What names a turn. Sent again with the same `client_turn_id` it gives the same answer.

    `turn_number` is the one that the last answer named: another tab that has gone on is found by it.
    """

    client_turn_id: ClientTurnId | None = Field(default=None, description="Your own id of the turn.")
    turn_number: Number | None = None
    text: Answered | None = Field(default=None, description="The answer, typed.")
    upload_key: str | None = Field(default=None, max_length=500, description="As POST …/upload has given it.")


class TurnAsked(TurnFields):
    """An answer without its sound."""

    @model_validator(mode="after")
    def _has_one_answer(self) -> Self:
        if (self.text is None) == (self.upload_key is None):
            raise ValueError(ONE_OF)
        return self


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

    `offers_text` when speech was not understood too often.
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
