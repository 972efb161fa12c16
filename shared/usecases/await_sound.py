"""An answer that is too long for a request is going to be uploaded: to the open turn, and to no other."""

from typing import TYPE_CHECKING

from shared.domain.errors import SessionEnded, TurnConflict
from shared.domain.session.sound import answer_key
from shared.usecases.keep_session import plan_of, session_of

if TYPE_CHECKING:
    from shared.domain.interview_key import InterviewKey
    from shared.usecases.keep_session import EndingPorts


def await_sound(key: "InterviewKey", number: int, client_turn_id: str, *, ports: "EndingPorts") -> str:
    """The key under which the sound of that answer may be put; asked for again, it is the same.

    An answer that was kept, and has no reply yet, may come again under its own id: the first one counts.
    Raises NotLive, UnknownSession, SessionEnded; TurnConflict when the turn is not open, or has another answer.
    """
    plan_of(key, ports)
    session = session_of(key, ports)
    if not session.is_open:
        raise SessionEnded("the interview is over", field="turn_number")
    kept = ports.sessions.find_turn(key, number)
    if number != session.turn or (kept and kept.client_turn_id != client_turn_id):
        raise TurnConflict(f"turn {session.turn} is open to one answer", field="turn_number")
    return answer_key(key, number, client_turn_id)
