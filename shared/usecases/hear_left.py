"""A session was abandoned with an answer that was kept and never heard: it is heard before the transcript is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.session.ending import is_left_unheard
from shared.usecases.hand_over import hand_over
from shared.usecases.hear_answer import hear_answer
from shared.usecases.hold_session import scope_of
from shared.usecases.keep_session import plan_of, session_of

if TYPE_CHECKING:
    from shared.domain.interview_key import InterviewKey
    from shared.domain.session.plan import SessionPlan
    from shared.domain.session.turn import Turn
    from shared.usecases.hold_session import SessionPorts
    from shared.usecases.keep_session import TellingPorts


def hear_left(key: InterviewKey, *, ports: SessionPorts, telling: TellingPorts) -> bool:
    """Whether an answer was heard. What nobody can hear is handed over without its words; its sound is kept.

    Raises NotLive, UnknownSession, UnknownInterview.
    """
    plan, session = plan_of(key, ports), session_of(key, ports)
    left = ports.sessions.find_turn(key, session.turn)
    if left is None or not is_left_unheard(session, left):
        return False
    heard = _hear(key, plan, left, ports, telling)
    hand_over(key, ports=telling, unheard=True)
    return heard


def _hear(key: InterviewKey, plan: SessionPlan, left: Turn, ports: SessionPorts, telling: TellingPorts) -> bool:
    scope, tally = scope_of(telling.interviews.get_interview(key), ports)
    answer = hear_answer(left.answer, plan, scope, ports=ports.listening)
    if answer.heard:
        ports.sessions.hear(key, left.number, answer)
    tally.close()
    return answer.heard
