"""What every SessionStore does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from shared.adapters.dynamodb_interviews import DynamoInterviews
from shared.adapters.dynamodb_outbox import DynamoOutbox
from shared.adapters.dynamodb_sessions import DynamoSessions
from shared.domain.alongside import NOTHING, Alongside, PlanOf
from shared.domain.errors import Conflict, TurnConflict
from shared.domain.events import DomainEvent, EventName, interview_event
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.session.answer import Answer
from shared.domain.session.ending import end_session
from shared.domain.session.feedback import FeedbackPayload, FinalScores
from shared.domain.session.process_turn import Heard, open_session, process_turn
from shared.domain.session.session import OpenQuestion, Session
from shared.domain.session.status import EndReason, SessionStatus
from shared.domain.session.turn import Turn, TurnStatus
from shared.ports import InterviewStore
from shared.ports.sessions import SessionStore
from tests.builders import INTERVIEW, at, interview
from tests.contract.aws import client, new_table
from tests.contract.conftest import AWS_LEGS, LEGS, endpoint_of
from tests.fakes import Memory, MemoryInterviews, MemorySessions
from tests.unit.domain.session.plans import heard, plan, question

PLAN = plan(*(question(number, text=f"Question {number}?") for number in range(1, 51)), turns=60)
STARTED = Alongside(events=(interview_event(EventName.INTERVIEW_STARTED, INTERVIEW, at(0)),))


@dataclass(frozen=True)
class Held:
    sessions: SessionStore
    interviews: InterviewStore
    announced: Any

    def start(self, key: InterviewKey = INTERVIEW, minutes: float = 0) -> Session:
        self.interviews.create_interview(interview(key))
        _, session = open_session(key.organisation_id, key.interview_id, PLAN, at(minutes))
        self.sessions.start(session, STARTED if key == INTERVIEW else NOTHING)
        return session

    def status(self) -> InterviewStatus:
        return self.interviews.get_interview(INTERVIEW).status


@pytest.fixture(params=LEGS)
def held(request: pytest.FixtureRequest) -> Iterator[Held]:
    if request.param == "fake":
        memory = Memory()
        yield Held(MemorySessions(memory), MemoryInterviews(memory), lambda: list(memory.outbox.values()))
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        table = new_table(dynamodb)
        outbox = DynamoOutbox(table)

        def announced() -> list[DomainEvent]:
            return [one for shard in range(outbox.shards) for one in outbox.waiting(shard, at(9_999), limit=9)]

        yield Held(DynamoSessions(table), DynamoInterviews(table), announced)


def asked(session: Session) -> OpenQuestion:
    assert session.open
    return session.open


def turn(session: Session, client_turn_id: str = "a", text: str = "In spring I led five people.") -> Turn:
    return Turn(
        number=session.turn,
        client_turn_id=client_turn_id,
        asked=asked(session),
        asked_at=session.last_turn_at,
        answer=Answer(text=text),
        received_at=session.last_turn_at,
    )


def answered(session: Session, received: Turn, when: datetime) -> tuple[Turn, Session]:
    said = heard()
    reply, after = process_turn(session, Heard(received.answer, said.considered), PLAN, when)
    done = {"status": TurnStatus.ANSWERED, "considered": said.considered, "reply": reply, "replied_at": when}
    return received.model_copy(update=done), after


def test_the_plan_is_there_with_the_interview(held: Held) -> None:
    assert held.sessions.get_plan(INTERVIEW) is None
    held.interviews.create_interview(interview(), Alongside(plan=PlanOf(interview=INTERVIEW, plan=PLAN)))
    assert held.sessions.get_plan(INTERVIEW) == PLAN


class TestStart:
    def test_the_interview_is_in_progress_and_it_is_told(self, held: Held) -> None:
        session = held.start()
        assert held.sessions.find(INTERVIEW) == session
        assert held.status() is InterviewStatus.IN_PROGRESS
        assert held.announced() == list(STARTED.events)

    def test_nobody_starts_it_twice(self, held: Held) -> None:
        session = held.start()
        with pytest.raises(Conflict):
            held.sessions.start(session.model_copy(update={"started_at": at(3)}), NOTHING)
        assert held.sessions.find(INTERVIEW) == session

    @pytest.mark.parametrize("status", [InterviewStatus.QUEUED, InterviewStatus.COMPLETED, InterviewStatus.DELETING])
    def test_an_interview_that_waits_for_nobody_is_not_held(self, held: Held, status: InterviewStatus) -> None:
        held.interviews.create_interview(interview(status=status))
        with pytest.raises(Conflict):
            held.sessions.start(open_session("acme", "int_1", PLAN, at(0))[1], STARTED)
        assert (held.sessions.find(INTERVIEW), held.announced()) == (None, [])


class TestReceive:
    def test_an_answer_is_kept_and_a_repeat_finds_it(self, held: Held) -> None:
        session = held.start()
        assert held.sessions.receive(session, turn(session)) == turn(session)
        repeated = held.sessions.receive(session, turn(session, text="other words, same id"))
        assert repeated == turn(session)
        assert held.sessions.turns(INTERVIEW) == [turn(session)]

    def test_another_answer_under_the_number_is_refused(self, held: Held) -> None:
        session = held.start()
        held.sessions.receive(session, turn(session))
        with pytest.raises(TurnConflict):
            held.sessions.receive(session, turn(session, "b"))

    def test_an_answer_to_another_turn_is_refused(self, held: Held) -> None:
        session = held.start()
        early = turn(session).model_copy(update={"number": 2})
        with pytest.raises(TurnConflict):
            held.sessions.receive(session, early)
        assert held.sessions.find_turn(INTERVIEW, 2) is None

    def test_after_the_end_nothing_is_received_but_what_was_before_is_found(self, held: Held) -> None:
        session = held.start()
        held.sessions.receive(session, turn(session))
        held.sessions.end(session, end_session(session, EndReason.REQUESTED, at(2)), NOTHING)
        assert held.sessions.receive(session, turn(session)) == turn(session)
        with pytest.raises(TurnConflict):
            held.sessions.receive(session, turn(session, "b"))

    def test_what_was_understood_is_added(self, held: Held) -> None:
        session = held.start()
        spoken = turn(session).model_copy(update={"answer": Answer(audio_key="acme/int_1/turns/1/a")})
        held.sessions.receive(session, spoken)
        words = Answer(text="So it was.", audio_key="acme/int_1/turns/1/a", seconds=2.5, confidence=0.91)
        held.sessions.hear(INTERVIEW, 1, words)
        held.sessions.hear(INTERVIEW, 7, words)
        assert [one.answer for one in held.sessions.turns(INTERVIEW)] == [words]


class TestReply:
    def test_the_turn_is_answered_and_the_session_moves_on(self, held: Held) -> None:
        session = held.start()
        done, after = answered(session, held.sessions.receive(session, turn(session)), at(1))
        held.sessions.reply(session, after, done, NOTHING)
        held.sessions.hear(INTERVIEW, 1, Answer(text="too late"))
        assert held.sessions.find(INTERVIEW) == after
        assert held.sessions.find_turn(INTERVIEW, 1) == done
        assert held.status() is InterviewStatus.IN_PROGRESS

    def test_one_of_two_replies_wins(self, held: Held) -> None:
        session = held.start()
        received = held.sessions.receive(session, turn(session))
        done, after = answered(session, received, at(1))
        held.sessions.reply(session, after, done, NOTHING)
        late, later = answered(session, received, at(2))
        with pytest.raises(TurnConflict):
            held.sessions.reply(session, later, late, STARTED)
        assert (held.sessions.find(INTERVIEW), held.sessions.find_turn(INTERVIEW, 1)) == (after, done)

    def test_the_last_turn_leaves_the_interview_to_who_hands_it_over(self, held: Held) -> None:
        session = held.start()
        done, after = answered(session, held.sessions.receive(session, turn(session)), at(1))
        over = end_session(after, EndReason.ENOUGH_HEARD, at(1))
        held.sessions.reply(session, over, done, NOTHING)
        assert held.status() is InterviewStatus.IN_PROGRESS
        assert [held.sessions.hand_over(over) for _ in range(2)] == [True, False]
        assert held.status() is InterviewStatus.AWAITING_UPLOAD
        assert held.interviews.get_interview(INTERVIEW).updated_at == at(1)
        assert list(held.sessions.untold(limit=5)) == [INTERVIEW]
        held.sessions.told(INTERVIEW)
        assert list(held.sessions.untold(limit=5)) == []
        assert held.sessions.find(INTERVIEW) == over


def feedback(summary: str) -> FeedbackPayload:
    return FeedbackPayload(summary=summary, strengths=("a",), improvements=(), scores=FinalScores(overall=7.5))


class TestFeedback:
    def test_it_is_kept_once_the_session_has_ended_and_the_first_one_stands(self, held: Held) -> None:
        session = held.start()
        first, second = feedback("one"), feedback("two")
        held.sessions.told(INTERVIEW, first)
        assert held.sessions.find(INTERVIEW) == session
        over = end_session(session, EndReason.REQUESTED, at(1))
        held.sessions.end(session, over, NOTHING)
        for told in (None, first, second, None):
            held.sessions.told(INTERVIEW, told)
        assert held.sessions.find(INTERVIEW) == over.model_copy(update={"feedback": first})
        assert list(held.sessions.untold(limit=5)) == []


class TestEnd:
    def test_it_ends_once(self, held: Held) -> None:
        session = held.start()
        over = end_session(session, EndReason.ABANDONED, at(40))
        gone = Alongside(events=(interview_event(EventName.INTERVIEW_ABANDONED, INTERVIEW, at(40)),))
        held.sessions.end(session, over, gone)
        with pytest.raises(TurnConflict):
            held.sessions.end(session, end_session(session, EndReason.REQUESTED, at(41)), NOTHING)
        known = held.sessions.find(INTERVIEW)
        assert known == over
        assert held.status() is InterviewStatus.IN_PROGRESS
        assert known.status is SessionStatus.ABANDONED
        assert {one.event for one in held.announced()} == {
            EventName.INTERVIEW_STARTED,
            EventName.INTERVIEW_ABANDONED,
        }

    def test_one_that_is_abandoned_has_no_answer_that_came_meanwhile(self, held: Held) -> None:
        session = held.start()
        over = end_session(session, EndReason.ABANDONED, at(40))
        kept = held.sessions.receive(session, turn(session))
        with pytest.raises(TurnConflict):
            held.sessions.end(session, over, NOTHING, unanswered=True)
        done, after = answered(session, kept, at(41))
        held.sessions.reply(session, after, done, NOTHING)
        held.sessions.end(after, end_session(after, EndReason.ABANDONED, at(80)), NOTHING, unanswered=True)
        known = held.sessions.find(INTERVIEW)
        assert known is not None
        assert known.status is SessionStatus.ABANDONED

    def test_that_of_an_interview_that_is_held_no_more_does_not(self, held: Held) -> None:
        """What is being erased is not told of as abandoned."""
        session = held.start()
        over = end_session(session, EndReason.ABANDONED, at(40))
        assert held.sessions.hand_over(over)
        with pytest.raises(TurnConflict):
            held.sessions.end(session, over, STARTED)
        assert held.sessions.find(INTERVIEW) == session


class TestIdle:
    def test_the_longest_idle_come_first_and_only_those_that_are(self, held: Held) -> None:
        others = [InterviewKey(organisation_id=who, interview_id="int_1") for who in ("beta", "gamma")]
        held.start()
        held.start(others[0], minutes=-10)
        held.start(others[1], minutes=10)
        assert list(held.sessions.idle(at(30), limit=5)) == [others[0], INTERVIEW]
        assert list(held.sessions.idle(at(30), limit=1)) == [others[0]]

    def test_who_takes_turns_or_has_ended_is_not_idle(self, held: Held) -> None:
        session = held.start()
        held.sessions.told(INTERVIEW)
        done, after = answered(session, held.sessions.receive(session, turn(session)), at(20))
        held.sessions.reply(session, after, done, NOTHING)
        assert list(held.sessions.idle(at(49), limit=5)) == []
        assert list(held.sessions.idle(at(50), limit=5)) == [INTERVIEW]
        held.sessions.end(after, end_session(after, EndReason.REQUESTED, at(21)), NOTHING)
        assert list(held.sessions.idle(at(99), limit=5)) == []


class Counted:
    """A client that counts the items which a turn reads and writes, and the bytes of what it writes."""

    def __init__(self, dynamodb: Any) -> None:
        self._dynamodb, self.items, self.bytes = dynamodb, 0, 0

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self._dynamodb, name)

        def counted(**arguments: Any) -> Any:
            self.items += len(arguments.get("TransactItems", [0]))
            self.bytes += len(str(arguments))
            return operation(**arguments)

        return counted


@pytest.mark.parametrize("leg", AWS_LEGS[:1])
def test_a_turn_costs_the_same_however_long_the_session_has_lasted(leg: str) -> None:
    del leg
    with client("dynamodb", None) as dynamodb:
        table = new_table(dynamodb)
        counted = Counted(dynamodb)
        sessions = DynamoSessions(type(table)(counted, table._name))
        DynamoInterviews(table).create_interview(interview())
        _, session = open_session("acme", "int_1", PLAN, at(0))
        sessions.start(session, NOTHING)
        costs = []
        for number in range(1, 50):
            counted.items = counted.bytes = 0
            known = sessions.find(INTERVIEW)
            assert known
            done, after = answered(known, sessions.receive(known, turn(known)), at(number / 10))
            sessions.reply(known, after, done, NOTHING)
            costs.append((counted.items, counted.bytes))
        first, last = costs[3], costs[-1]  # the first few exchanges fill what who decides reads
        assert first[0] == last[0]
        assert last[1] < first[1] * 1.2
