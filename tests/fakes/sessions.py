"""Sessions in memory."""

from collections.abc import Sequence
from datetime import datetime

from shared.domain.alongside import Alongside
from shared.domain.errors import Conflict, TurnConflict
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.session.answer import Answer
from shared.domain.session.feedback import FeedbackPayload
from shared.domain.session.plan import SessionPlan
from shared.domain.session.session import Session
from shared.domain.session.turn import Turn, TurnStatus
from tests.fakes.alongside import changing
from tests.fakes.memory import Memory, changed

WAITS, HOLDS = InterviewStatus.AWAITING_UPLOAD, InterviewStatus.IN_PROGRESS


class MemorySessions:
    """Implements `SessionStore`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def get_plan(self, key: InterviewKey) -> SessionPlan | None:
        return self._memory.plans.get(key)

    def start(self, session: Session, along: Alongside) -> None:
        with changing(self._memory, along):
            if session.key in self._memory.sessions or not self._stands(session.key, WAITS):
                raise Conflict("the session has begun, or the interview waits for none", field="interviewId")
            self._memory.sessions[session.key] = session
            self._move(session.key, HOLDS, session.started_at)

    def find(self, key: InterviewKey) -> Session | None:
        return self._memory.sessions.get(key)

    def receive(self, session: Session, turn: Turn) -> Turn:
        with self._memory.transaction():
            head = self._memory.sessions.get(session.key)
            known = self._memory.answers.get((session.key, turn.number))
            if known and known.client_turn_id == turn.client_turn_id:
                return known
            if known or head is None or not head.is_open or head.turn != turn.number:
                raise TurnConflict("another answer was given, or the session is not at this turn", field="turn_number")
            self._memory.answers[session.key, turn.number] = turn
        return turn

    def hear(self, key: InterviewKey, number: int, answer: Answer) -> None:
        with self._memory.transaction():
            known = self._memory.answers.get((key, number))
            if known and known.status is TurnStatus.RECEIVED:
                self._memory.answers[key, number] = changed(known, answer=answer)

    def reply(self, before: Session, after: Session, turn: Turn, along: Alongside) -> None:
        with changing(self._memory, along):
            known = self._memory.answers.get((before.key, turn.number))
            waits = known and known.status is TurnStatus.RECEIVED and known.client_turn_id == turn.client_turn_id
            self._check(before, may=bool(waits))
            self._memory.answers[before.key, turn.number] = turn
            self._memory.sessions[after.key] = after

    def end(self, before: Session, after: Session, along: Alongside, *, unanswered: bool = False) -> None:
        with changing(self._memory, along):
            answered = unanswered and (before.key, before.turn) in self._memory.answers
            self._check(before, may=self._stands(before.key, HOLDS) and not answered)
            self._memory.sessions[after.key] = after

    def hand_over(self, session: Session) -> bool:
        assert session.ended_at
        with self._memory.transaction():
            held = self._stands(session.key, HOLDS)
            if held:
                self._move(session.key, WAITS, session.ended_at)
        return held

    def find_turn(self, key: InterviewKey, number: int) -> Turn | None:
        return self._memory.answers.get((key, number))

    def turns(self, key: InterviewKey) -> Sequence[Turn]:
        with self._memory.transaction():
            return [turn for (owner, _), turn in sorted(self._memory.answers.items(), key=_by_number) if owner == key]

    def idle(self, at: datetime, *, limit: int) -> Sequence[InterviewKey]:
        idle = [one for one in self._memory.sessions.values() if one.is_open and one.idle_at <= at]
        return [one.key for one in sorted(idle, key=lambda one: one.idle_at)][:limit]

    def untold(self, *, limit: int) -> Sequence[InterviewKey]:
        ended = [(one.ended_at, one) for one in self._memory.sessions.values() if one.ended_at]
        ordered = [one.key for _, one in sorted(ended, key=lambda pair: pair[0])]
        return [key for key in ordered if key not in self._memory.told][:limit]

    def told(self, key: InterviewKey, feedback: FeedbackPayload | None = None) -> None:
        session = self._memory.sessions.get(key)
        if session and not session.is_open:
            self._memory.told.add(key)
            self._memory.sessions[key] = changed(session, feedback=session.feedback or feedback)

    def _stands(self, key: InterviewKey, status: InterviewStatus) -> bool:
        interview = self._memory.interviews.get(key)
        return interview is not None and interview.status is status

    def _check(self, before: Session, *, may: bool) -> None:
        head = self._memory.sessions.get(before.key)
        if not may or head is None or head.version != before.version:
            raise TurnConflict("the session has moved on", field="turn_number")

    def _move(self, key: InterviewKey, status: InterviewStatus, at: datetime) -> None:
        self._memory.interviews[key] = changed(self._memory.interviews[key], status=status, updated_at=at)
        self._memory.status_since[key] = at


def _by_number(item: tuple[tuple[InterviewKey, int], Turn]) -> int:
    return item[0][1]
