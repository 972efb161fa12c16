"""The sound of what the interviewer has said. The token in the address opens this and no more."""

from typing import Annotated

from fastapi import Path, Response
from fastapi.responses import RedirectResponse

from functions.api.caller import Outside
from functions.api.routing import resource
from functions.api.spoken import PLACE, read_spoken
from shared.domain.errors import UnknownItem
from shared.domain.signing import MAX_TOKEN_CHARACTERS
from shared.runtime.live import holding
from shared.usecases.speak_turn import speak_turn

router = resource("sessions", PLACE.rstrip("/"))
Token = Annotated[str, Path(max_length=MAX_TOKEN_CHARACTERS, pattern=r"^[A-Za-z0-9._-]+$")]


@router.get(
    "/{token}",
    operation_id="getSpeech",
    status_code=302,
    response_class=RedirectResponse,
    responses={302: {"description": "Where the sound is."}},
)
def get_speech(token: Token, root: Outside) -> Response:
    """Leads to the sound, which is made when it is first asked for. 404 where nobody speaks: the text is enough."""
    key, after = read_spoken(token, root.signing.keys())
    address = speak_turn(root.interviews.get_interview(key), after, ports=holding(root))
    if address is None:
        raise UnknownItem("there is no sound of it")
    return RedirectResponse(address, status_code=302)
