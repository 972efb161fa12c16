"""A session is looked at."""

from typing import TYPE_CHECKING

from shared.domain.interview_status import InterviewStatus
from shared.domain.session.show import Held
from shared.usecases.keep_session import plan_of, session_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.interview import Interview
    from shared.domain.interview_key import InterviewKey
    from shared.domain.session.turn import Turn
    from shared.ports.sessions import SessionStore
    from shared.usecases.keep_session import EndingPorts


def read_session(key: "InterviewKey", *, ports: "EndingPorts") -> tuple[Held, "Sequence[Turn]"]:
    """The session as it stands, with all its turns. Raises NotLive, UnknownSession."""
    plan, session = plan_of(key, ports), session_of(key, ports)
    turns = ports.sessions.turns(key)
    answered = [turn for turn in turns if turn.reply]
    return Held(plan, session, answered[-1] if answered else None), turns


def as_it_stands(interview: "Interview", sessions: "SessionStore") -> "Interview":
    """The interview. One whose session is over awaits its transcript, also before that is written down."""
    session = sessions.find(interview.key) if interview.status is InterviewStatus.IN_PROGRESS else None
    if session is None or session.ended_at is None:
        return interview
    return interview.model_copy(
        update={"status": InterviewStatus.AWAITING_UPLOAD, "updated_at": session.ended_at},
    )
