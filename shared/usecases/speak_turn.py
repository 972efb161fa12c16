"""What the interviewer has said in a turn gets its sound, when somebody asks for it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from shared.domain.errors import StorageThrottled, UnknownItem
from shared.domain.session.wording import opening
from shared.usecases.hold_session import scope_of
from shared.usecases.keep_session import plan_of, session_of
from shared.usecases.speak import SpeakingPorts, speak

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.session.plan import SessionPlan
    from shared.usecases.hold_session import SessionPorts


def speak_turn(interview: Interview, after: int, *, ports: SessionPorts) -> str | None:
    """The address of the sound of what was said after so many answers; None where there is no voice, or it failed.

    Raises NotLive, UnknownSession; UnknownItem when nothing was said then.
    """
    plan = plan_of(interview.key, ports)
    text, fixed = _said(interview, plan, after, ports)
    scope, tally = scope_of(interview, ports)
    speaking = SpeakingPorts(ports.listening.engines, ports.media)
    address = speak(text, language=plan.language, scope=scope, ports=speaking, fixed=fixed)
    with suppress(StorageThrottled):
        tally.close()
    return address


def has_voice(interview: Interview, *, ports: SessionPorts) -> bool:
    """Whether anybody speaks for the interview."""
    return ports.listening.engines.voice(scope_of(interview, ports)[0]) is not None


def _said(interview: Interview, plan: SessionPlan, after: int, ports: SessionPorts) -> tuple[str, bool]:
    """What was said, and whether it is said so to everybody."""
    if after == 0:
        session_of(interview.key, ports)
        return opening(plan), True
    turn = ports.sessions.find_turn(interview.key, after)
    if turn is None or turn.reply is None:
        raise UnknownItem("nothing was said then")
    return turn.reply.text, turn.reply.is_for_everybody
