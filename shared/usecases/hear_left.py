"""A session was abandoned with an answer that was kept and never heard: it is heard before the transcript is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.errors import EngineFailed
from shared.domain.interview_status import InterviewStatus
from shared.domain.session.ending import is_left_unheard
from shared.usecases.hand_over import hand_over
from shared.usecases.hear_answer import hear_answer
from shared.usecases.hold_session import scope_of
from shared.usecases.keep_session import plan_of, session_of

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.interview_key import InterviewKey
    from shared.domain.session.plan import SessionPlan
    from shared.domain.session.turn import Turn
    from shared.usecases.hold_session import SessionPorts
    from shared.usecases.keep_session import TellingPorts


def hear_left(key: InterviewKey, *, ports: SessionPorts, telling: TellingPorts) -> bool:
    """Whether an answer was heard. What nobody can hear is handed over without its words; its sound is kept.

    Raises NotLive, UnknownSession, UnknownInterview, and EngineFailed when who hears was too slow or down: tried again,
    it may be heard, until the clock waits no longer.
    """
    plan, session, interview = plan_of(key, ports), session_of(key, ports), telling.interviews.get_interview(key)
    left = ports.sessions.find_turn(key, session.turn)
    handed_over = interview.status is not InterviewStatus.IN_PROGRESS
    if handed_over or left is None or not is_left_unheard(session, left):
        return False
    heard = _hear(interview, plan, left, ports)
    hand_over(key, ports=telling, unheard=True)
    return heard


def _hear(interview: Interview, plan: SessionPlan, left: Turn, ports: SessionPorts) -> bool:
    scope, tally = scope_of(interview, ports)
    answer = hear_answer(left.answer, plan, scope, ports=ports.listening)
    if answer.heard:
        ports.sessions.hear(interview.key, left.number, answer)
    tally.close()
    if answer.missed:
        raise EngineFailed("the answer could not be heard now")
    return answer.heard
