"""Where the sound of what the interviewer says is to be had: at an address that opens this one saying."""

from collections.abc import Callable
from typing import Final

from fastapi import Request

from functions.api.caller import Outside
from functions.api.public_url import public_url
from functions.api.visits import Visit
from shared.domain.errors import UnknownItem
from shared.domain.interview_key import InterviewKey
from shared.domain.session.show import Shown
from shared.domain.session.turn import Turn
from shared.domain.signing import SigningKeys, seal, unseal
from shared.runtime.live import holding
from shared.usecases.speak_turn import has_voice

PURPOSE: Final = "session-speech"
PLACE: Final = "/session/speech/"


def shown_to(visit: Visit, request: Request, root: Outside, answered: Callable[[Turn], str | None]) -> Shown:
    """How the session is shown to who visits. The address can be played as it is: no header goes with it."""
    speaks = has_voice(visit.interview, ports=holding(root))

    def spoken(after: int) -> str | None:
        return public_url(request.scope) + PLACE + _token(visit.key, after, root.signing.keys()) if speaks else None

    return Shown(thoughts=visit.sees_thoughts, spoken=spoken, answered=answered)


def _token(key: InterviewKey, after: int, keys: SigningKeys) -> str:
    return seal(PURPOSE, [key.organisation_id, key.interview_id, after], keys)


def read_spoken(token: str, keys: SigningKeys) -> tuple[InterviewKey, int]:
    """The interview, and after how many answers it was said. Raises UnknownItem for what is no token of ours."""
    match unseal(PURPOSE, token, keys):
        case [str(organisation_id), str(interview_id), int(after)]:
            return InterviewKey(organisation_id=organisation_id, interview_id=interview_id), after
    raise UnknownItem("there is no such sound")
