"""Who takes part in a session ends it: nothing that they have said is left unheard."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from shared.domain.errors import ParleyError
from shared.usecases.end_session import end_session
from shared.usecases.hold_session import make_good
from shared.usecases.keep_session import plan_of, session_of

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.session.session import Session
    from shared.domain.session.status import EndReason
    from shared.usecases.hold_session import SessionPorts


def leave_session(interview: Interview, reason: EndReason, *, ports: SessionPorts) -> Session:
    """The session, ended; an answer that was kept and had no reply yet is heard before, so that it counts.

    What nobody can hear now is kept all the same. Raises what `end_session` does.
    """
    plan, session = plan_of(interview.key, ports), session_of(interview.key, ports)
    with suppress(ParleyError):
        make_good(interview, plan, session, session.turn, ports=ports)
    return end_session(interview.key, reason, ports=ports)
