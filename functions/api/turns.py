"""What a request for a turn brings: a form with sound, or JSON."""

from typing import Annotated, Any, Final

from fastapi import Depends, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from functions.api.multipart import MULTIPART, parts_of
from functions.api.session_shapes import SpokenTurn, TurnNamed, TypedTurn, UploadedTurn
from functions.api.strict_json import JSON, parse
from shared.domain.session.limits import MAX_TURN_BYTES
from shared.domain.session.sound import SNIFF_BYTES, sound_type
from shared.usecases.take_turn import Given

AUDIO: Final = "audio"
TOO_LONG: Final = f"audio in a request has at most {MAX_TURN_BYTES} bytes: send more by POST …/upload/{{interview_id}}"
NO_SOUND: Final = "the audio is of no kind that recorders write: WebM, Ogg, MP4, WAV, MP3, AAC or FLAC"
ONE_OF: Final = "send one of text, audio and upload_key"
WRITTEN: Final = (TypedTurn, UploadedTurn)


def _any_of(*shapes: type[TurnNamed]) -> dict[str, Any]:
    return {"schema": {"oneOf": [{"$ref": f"#/components/schemas/{shape.__name__}"} for shape in shapes]}}


# FastAPI reads such a body with a library of its own, which is not needed for one form.
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "One answer: `text`, `audio`, or the `upload_key` of what was uploaded.",
        "content": {JSON: _any_of(*WRITTEN), MULTIPART: _any_of(SpokenTurn, *WRITTEN)},
    }
}


async def given(request: Request) -> Given:
    """The turn. Raises what a refused request is answered by, the field named."""
    kind = request.headers.get("content-type", "")
    body = await request.body()
    form = kind.partition(";")[0].strip().lower()
    try:
        if form == MULTIPART:
            return _from_form(kind, body)
        if form == JSON:
            return _from_json(body)
    except ValidationError as error:
        found = [{"loc": ("body", *one["loc"]), "msg": one["msg"]} for one in error.errors()]
        raise RequestValidationError(found) from None
    except ValueError as error:
        raise HTTPException(400, str(error)) from None
    raise HTTPException(415, f"send the turn as {MULTIPART} or {JSON}")


def _from_json(body: bytes) -> Given:
    return _written(parse(body))


def _from_form(kind: str, body: bytes) -> Given:
    parts = parts_of(kind, body)
    sound = parts.pop(AUDIO).body if AUDIO in parts else None
    said: dict[str, Any] = {name: part.text for name, part in parts.items() if part.body or name == "text"}
    number = said.get("turn_number", "")
    if number.isdecimal():
        said["turn_number"] = int(number)
    if sound is None:
        return _written(said)
    if "text" in said or "upload_key" in said:
        raise _refused(ONE_OF)
    return _given(TurnNamed.model_validate(said), sound=_heard(sound))


def _written(said: Any) -> Given:
    """The answer without its sound."""
    if not isinstance(said, dict):
        TurnNamed.model_validate(said)
    if ("text" in said) == ("upload_key" in said):
        raise _refused(ONE_OF)
    if "upload_key" in said:
        uploaded = UploadedTurn.model_validate(said)
        return _given(uploaded, uploaded=uploaded.upload_key)
    typed = TypedTurn.model_validate(said)
    if not typed.text.strip():
        raise _refused("the answer holds nothing but blanks", "text")
    return _given(typed, text=typed.text)


def _given(named: TurnNamed, **answer: Any) -> Given:
    return Given(client_turn_id=named.client_turn_id, number=named.turn_number, **answer)


def _heard(sound: bytes) -> bytes:
    if not sound:
        raise _refused("the audio is empty", AUDIO)
    if len(sound) > MAX_TURN_BYTES:
        raise HTTPException(413, TOO_LONG)
    if sound_type(sound[:SNIFF_BYTES]) is None:
        raise HTTPException(415, NO_SOUND)
    return sound


def _refused(why: str, *field: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("body", *field), "msg": why}])


GivenTurn = Annotated[Given, Depends(given)]
