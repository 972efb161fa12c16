"""Live interviews, turn by turn: for candidates under the token of their link, for parent platforms under their key."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, TypeVar

from fastapi import Request, Response

from functions.api.caller import Outside
from functions.api.interview_shapes import UploadForm
from functions.api.other_sites import answer_browsers
from functions.api.problems import conflict
from functions.api.routing import resource
from functions.api.session_shapes import SessionAnswer, TurnLimits, TurnUpload, UploadOfTurn
from functions.api.spoken import shown_to
from functions.api.turns import BODY, GivenTurn
from functions.api.visits import Visit, Visiting
from shared.domain.errors import SessionEnded, TurnConflict
from shared.domain.limits import UPLOAD_URL_SECONDS
from shared.domain.session.limits import MAX_TURN_UPLOAD_BYTES, SPEECH_URL_SECONDS
from shared.domain.session.show import Held, Shown, response_of, state_of
from shared.domain.session.status import EndReason
from shared.domain.session.turn import Turn
from shared.runtime.live import closing, holding
from shared.usecases.await_sound import await_sound
from shared.usecases.leave_session import leave_session
from shared.usecases.read_session import read_session
from shared.usecases.speak_turn import speak_turn
from shared.usecases.start_session import start_session
from shared.usecases.take_turn import take_turn

router = resource("sessions", "/session")
keyed_router = resource("live interviews", "/api/v1/session")  # pages that practise call it, with a key that they hold
Answer = SessionAnswer | Response
T = TypeVar("T")


def start(visit: Visiting, request: Request, root: Outside) -> Any:
    """Begins the interview, or goes on with it at the open question."""
    return _answer(visit, request, root, lambda: start_session(visit.interview, ports=holding(root)))


def turn(
    *, visit: Visiting, asked: GivenTurn, request: Request, root: Outside, audio: Literal["later", "wait"] = "later"
) -> Any:
    """Takes an answer: audio, text, or the key of an upload. 409 with the state when the session is elsewhere.

    The text of what comes next is there at once, its sound at `audio_url`; with `?audio=wait` the answer waits for it.
    """
    said = _answer(visit, request, root, lambda: take_turn(visit.interview, asked, ports=holding(root)))
    return _with_sound(said, visit, root) if audio == "wait" and isinstance(said, SessionAnswer) else said


def upload(visit: Visiting, body: UploadOfTurn, request: Request, root: Outside) -> Any:
    """The form for an answer that is too long for a request: its type, so many bytes at most, a quarter of an hour.

    For the open turn alone. 409 with the state when the session is elsewhere, or another answer was given to it.
    """
    return _unless_elsewhere(visit, request, root, lambda: _form(visit, body, root))


def _form(visit: Visit, body: UploadOfTurn, root: Outside) -> TurnUpload:
    key = await_sound(visit.key, body.turn_number, body.client_turn_id, ports=closing(root))
    post = root.media.presign_upload(
        key, max_bytes=MAX_TURN_UPLOAD_BYTES, seconds=UPLOAD_URL_SECONDS, content_type=body.content_type
    )
    form = UploadForm(
        url=post.url,
        fields=post.fields,
        content_type=body.content_type,
        max_bytes=MAX_TURN_UPLOAD_BYTES,
        expires_at=post.expires_at,
    )
    return TurnUpload(upload_key=key, upload=form)


def state(visit: Visiting, request: Request, root: Outside) -> SessionAnswer:
    """The session as it stands, with all that was said."""
    held, turns = read_session(visit.key, ports=closing(root))
    return _shown(held, turns, shown_to(visit, request, root, _answered(visit, root)))


def end(visit: Visiting, request: Request, root: Outside) -> SessionAnswer:
    """Ends the interview; what was said goes to its evaluation. One that has ended stays as it is."""
    reason = EndReason.REQUESTED if visit.sees_thoughts else EndReason.CANDIDATE_LEFT
    leave_session(visit.interview, reason, ports=holding(root))
    return state(visit, request, root)


ROUTES: Final[Sequence[tuple[str, str, str, Callable[..., Any], dict[str, Any]]]] = (
    ("POST", "/start/{interview_id}", "startSession", start, {}),
    ("POST", "/turn/{interview_id}", "takeTurn", turn, BODY),
    ("POST", "/upload/{interview_id}", "requestTurnUpload", upload, {}),
    ("GET", "/state/{interview_id}", "getSession", state, {}),
    ("DELETE", "/state/{interview_id}", "endSession", end, {}),
)
MODELS: Final[dict[str, Any]] = {"requestTurnUpload": TurnUpload}
for method, path, name, endpoint, extra in ROUTES:
    for door, suffix in ((router, ""), (keyed_router, "ByKey")):
        door.add_api_route(
            path,
            endpoint,
            methods=[method],
            operation_id=name + suffix,
            response_model=MODELS.get(name, SessionAnswer),
            openapi_extra=extra,
        )

answer_browsers(router)
answer_browsers(keyed_router)


def _answer(visit: Visit, request: Request, root: Outside, work: Callable[[], Held]) -> Answer:
    def said() -> SessionAnswer:
        held = work()
        turns = [held.last] if held.last else []
        return _shown(held, turns, shown_to(visit, request, root, lambda _: None))

    return _unless_elsewhere(visit, request, root, said)


def _unless_elsewhere(visit: Visit, request: Request, root: Outside, work: Callable[[], T]) -> T | Response:
    """What comes of the work; where the session is elsewhere, the refusal, with the state."""
    try:
        return work()
    except (TurnConflict, SessionEnded) as refused:
        known = state(visit, request, root).model_dump(mode="json")
        return conflict(request, refused, {name: known[name] for name in ("session_state", "turn_number")})


def _with_sound(said: SessionAnswer, visit: Visit, root: Outside) -> SessionAnswer:
    """Its sound made now; without one where that fails."""
    address = speak_turn(visit.interview, said.turn_number - 1, ports=holding(root))
    spoken = said.interviewer_response.model_copy(update={"audio_url": address})
    return said.model_copy(update={"interviewer_response": spoken})


def _answered(visit: Visit, root: Outside) -> Callable[[Turn], str | None]:
    """Where the sound of an answer is to be had, for who evaluates it."""

    def address(turn: Turn) -> str | None:
        key, version = turn.answer.audio_key, turn.answer.audio_version
        if key is None or not visit.sees_thoughts:
            return None
        return root.media.presign_download(key, seconds=SPEECH_URL_SECONDS, version=version)

    return address


def _shown(held: Held, turns: Sequence[Turn], shown: Shown) -> SessionAnswer:
    budget, session = held.plan.budget, held.session
    return SessionAnswer(
        interviewer_response=response_of(held, shown),
        session_state=state_of(held.plan, session, turns, shown),
        turn_number=held.number,
        limits=TurnLimits(
            answer_seconds=budget.answer_seconds,
            turns_left=max(0, budget.turns - held.number + 1) if session.is_open else 0,
            ends_at=session.ends_at(held.plan),
            offers_text=session.offers_text,
        ),
    )
