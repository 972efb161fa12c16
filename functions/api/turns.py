"""What a request for a turn brings: a form with sound, or JSON."""

from typing import Annotated, Any, Final

from fastapi import Depends, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from functions.api.multipart import MULTIPART, parts_of
from functions.api.session_shapes import ONE_OF, TurnAsked, TurnFields
from functions.api.strict_json import JSON, parse
from shared.domain.session.limits import MAX_TURN_BYTES
from shared.domain.session.sound import SNIFF_BYTES, sound_type
from shared.usecases.take_turn import Given

AUDIO: Final = "audio"
TOO_LONG: Final = f"audio in a request has at most {MAX_TURN_BYTES} bytes: send more by POST …/upload/{{interview_id}}"
NO_SOUND: Final = "the audio is of no kind that recorders write: WebM, Ogg, MP4, WAV, MP3, AAC or FLAC"
# FastAPI reads such a body with a library of its own, which is not needed for one form.
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": TurnAsked.model_json_schema()},
            MULTIPART: {
                "schema": {
                    "type": "object",
                    "properties": TurnFields.model_json_schema()["properties"]
                    | {AUDIO: {"type": "string", "format": "binary", "description": "The recorder's own bytes."}},
                }
            },
        },
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
    asked = TurnAsked.model_validate(parse(body))
    return _given(asked, None)


def _from_form(kind: str, body: bytes) -> Given:
    parts = parts_of(kind, body)
    sound = parts.pop(AUDIO).body if AUDIO in parts else None
    said: dict[str, Any] = {name: part.text for name, part in parts.items() if part.body}
    number = said.get("turn_number", "")
    if number.isdecimal():
        said["turn_number"] = int(number)
    if "text" in parts:
        said["text"] = parts["text"].text
    if sound is None:
        return _given(TurnAsked.model_validate(said), None)
    fields = TurnFields.model_validate(said)
    if fields.text is not None or fields.upload_key is not None:
        raise _refused(ONE_OF)
    return _given(fields, _heard(sound))


def _given(asked: TurnFields, sound: bytes | None) -> Given:
    if asked.text is not None and not asked.text.strip():
        raise _refused("the answer holds nothing but blanks", "text")
    return Given(
        text=asked.text,
        sound=sound,
        uploaded=asked.upload_key,
        client_turn_id=asked.client_turn_id,
        number=asked.turn_number,
    )


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
