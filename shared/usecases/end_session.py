"""A session is ended by who takes part in it, or by who has scheduled it."""

from typing import TYPE_CHECKING

from shared.domain.alongside import NOTHING
from shared.domain.errors import TurnConflict
from shared.domain.session import ending
from shared.usecases.keep_session import plan_of, session_of

if TYPE_CHECKING:
    from shared.domain.interview_key import InterviewKey
    from shared.domain.session.session import Session
    from shared.domain.session.status import EndReason
    from shared.usecases.keep_session import EndingPorts

ATTEMPTS = 3


def end_session(key: "InterviewKey", reason: "EndReason", *, ports: "EndingPorts") -> "Session":
    """The session, ended: what follows is done when that is heard of. One that has ended stays as it is.

    Raises NotLive, UnknownSession; TurnConflict when answers keep coming.
    """
    plan_of(key, ports)
    for attempt in range(1, ATTEMPTS + 1):
        session = session_of(key, ports)
        if not session.is_open:
            return session
        ended = ending.end_session(session, reason, ports.clock.now())
        try:
            ports.sessions.end(session, ended, NOTHING)
        except TurnConflict:
            if attempt == ATTEMPTS:
                raise
        else:
            return ended
    raise AssertionError("every attempt returns or raises")
