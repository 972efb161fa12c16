"""Sessions, their plans and turns in the table: in the partition of their interview, and erased with it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_alongside import change
from shared.adapters.dynamodb_session_keys import (
    ENDED_SESSIONS,
    OPEN_SESSIONS,
    TURN_PREFIX,
    session_key,
    turn_key,
)
from shared.adapters.dynamodb_table import Check, ConditionFailed, DynamoTable, Item, Put, Update, Write
from shared.domain.alongside import Alongside
from shared.domain.errors import Conflict, TurnConflict
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.session.answer import Answer
from shared.domain.session.feedback import FeedbackPayload
from shared.domain.session.plan import SessionPlan
from shared.domain.session.session import Session
from shared.domain.session.status import SessionStatus
from shared.domain.session.turn import Turn, TurnStatus

FIRST = "0"
NEW = "attribute_not_exists(pk)"
AT_THIS_TURN = "#turn = :turn AND #status = :open"
MOVED_ON = "the session has moved on"


class DynamoSessions:
    """Implements `SessionStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def get_plan(self, key: InterviewKey) -> SessionPlan | None:
        item = self._table.get(keys.plan_key(key))
        return keys.value_of(item, SessionPlan) if item else None

    def start(self, session: Session, along: Alongside) -> None:
        begun = Conflict("the session has begun, or the interview waits for none", field="interviewId")
        waits, holds = InterviewStatus.AWAITING_UPLOAD, InterviewStatus.IN_PROGRESS
        moved = _move(session, waits, holds, session.started_at)
        change(self._table, [Put(_item(session), NEW), moved], begun, along)

    def find(self, key: InterviewKey) -> Session | None:
        item = self._table.get(session_key(key))
        return keys.value_of(item, Session) if item else None

    def receive(self, session: Session, turn: Turn) -> Turn:
        open_here = {"turn": turn.number, "open": SessionStatus.IN_PROGRESS.value}
        try:
            self._table.transact(
                [
                    Put(_turn_item(session.key, turn), NEW),
                    Check(session_key(session.key), AT_THIS_TURN, open_here),
                ]
            )
        except ConditionFailed:
            return self._standing(session.key, turn)
        return turn

    def _standing(self, key: InterviewKey, turn: Turn) -> Turn:
        known = self.find_turn(key, turn.number)
        if known is None or known.client_turn_id != turn.client_turn_id:
            raise TurnConflict("another answer was given, or the session is not at this turn", field="turn_number")
        return known

    def hear(self, key: InterviewKey, number: int, answer: Answer) -> None:
        values = {"answer": answer.model_dump(mode="json", by_alias=True), "received": TurnStatus.RECEIVED.value}
        heard = Update(turn_key(key, number), "SET #answer = :answer", "#status = :received", values)
        with suppress(ConditionFailed):
            self._table.write(heard)

    def reply(self, before: Session, after: Session, turn: Turn, along: Alongside) -> None:
        received = {"received": TurnStatus.RECEIVED.value, "mine": turn.client_turn_id}
        answered = Put(_turn_item(before.key, turn), "#status = :received AND #clientTurnId = :mine", received)
        self._move_on(before, after, [answered], along)

    def end(self, before: Session, after: Session, along: Alongside, *, unanswered: bool = False) -> None:
        held = Check(keys.interview_key(before.key), "#status = :held", {"held": InterviewStatus.IN_PROGRESS.value})
        silent = [Check(turn_key(before.key, before.turn), NEW)] if unanswered else []
        self._move_on(before, after, [held, *silent], along)

    def _move_on(self, before: Session, after: Session, writes: Sequence[Write | Check], along: Alongside) -> None:
        seen = {"seen": before.version}
        together = [Put(_item(after), "#version = :seen", seen), *writes]
        change(self._table, together, TurnConflict(MOVED_ON, field="turn_number"), along)

    def hand_over(self, session: Session) -> bool:
        if session.ended_at is None:
            raise AssertionError("a session that is handed over has ended")
        holds, waits = InterviewStatus.IN_PROGRESS, InterviewStatus.AWAITING_UPLOAD
        try:
            self._table.write(_move(session, holds, waits, session.ended_at))
        except ConditionFailed:
            return False
        return True

    def find_turn(self, key: InterviewKey, number: int) -> Turn | None:
        item = self._table.get(turn_key(key, number))
        return keys.value_of(item, Turn) if item else None

    def turns(self, key: InterviewKey) -> Sequence[Turn]:
        return [keys.value_of(item, Turn) for item in self._table.query(keys.partition_of(key), TURN_PREFIX)]

    def idle(self, at: datetime, *, limit: int) -> Sequence[InterviewKey]:
        return self._listed(OPEN_SESSIONS, limit, (FIRST, keys.in_time(at)))

    def untold(self, *, limit: int) -> Sequence[InterviewKey]:
        return self._listed(ENDED_SESSIONS, limit, None)

    def _listed(self, where: str, limit: int, between: tuple[str, str] | None) -> Sequence[InterviewKey]:
        items, _ = self._table.query_index("by_status", where, limit=limit, newest_first=False, between=between)
        return [keys.value_of(item, Session).key for item in items]

    def told(self, key: InterviewKey, feedback: FeedbackPayload | None = None) -> None:
        ended = "attribute_exists(pk) AND #status <> :open"
        values = {"open": SessionStatus.IN_PROGRESS.value}
        if feedback:
            self._keep(key, feedback)
        with suppress(ConditionFailed):  # its interview was erased
            self._table.write(Update(session_key(key), "REMOVE #gsi2pk, #gsi2sk", ended, values))

    def _keep(self, key: InterviewKey, feedback: FeedbackPayload) -> None:
        """Before it is told: who dies in between is followed by the clock, which tells again."""
        none_yet = "#status <> :open AND (attribute_not_exists(#feedback) OR #feedback = :none)"
        values = {"feedback": feedback.model_dump(mode="json"), "none": None, "open": SessionStatus.IN_PROGRESS.value}
        with suppress(ConditionFailed):
            self._table.write(Update(session_key(key), "SET #feedback = :feedback", none_yet, values))


def _turn_item(key: InterviewKey, turn: Turn) -> Item:
    return keys.item_of(turn_key(key, turn.number), turn, "TURN")


def _item(session: Session) -> Item:
    where, since = (OPEN_SESSIONS, session.idle_at) if session.is_open else (ENDED_SESSIONS, session.ended_at)
    if since is None:
        raise AssertionError("a session that takes no turn has ended")
    return keys.item_of(session_key(session.key), session, "SESSION", gsi2pk=where, gsi2sk=keys.in_time(since))


def _move(session: Session, before: InterviewStatus, after: InterviewStatus, at: datetime) -> Update:
    """The interview from one status to the next."""
    values = {
        "before": before.value,
        "after": after.value,
        "listed": keys.with_status(session.organisation_id, after),
        "at": at.isoformat(),
    }
    moved = "SET #status = :after, #gsi2pk = :listed, #gsi2sk = :at, #updatedAt = :at"
    return Update(keys.interview_key(session.key), moved, "#status = :before", values)
