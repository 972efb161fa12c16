"""A session under whatever happens to it: no answer is lost, one reply a turn, it ends once."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.domain.alongside import Alongside
from shared.domain.errors import Conflict, EngineTimeout, UnknownInterview, UnknownSession
from shared.domain.events import EventName
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.interview_status import InterviewStatus
from shared.domain.session.answer import Answer
from shared.domain.session.feedback import FeedbackPayload
from shared.domain.session.session import Session
from shared.domain.session.status import EndReason
from shared.domain.session.turn import Reply, Turn
from shared.usecases.close_sessions import close_sessions
from shared.usecases.end_session import end_session
from shared.usecases.hand_over import hand_over
from shared.usecases.read_session import as_it_stands, read_session
from tests.builders import INTERVIEW
from tests.fakes import MemorySessions
from tests.fakes.memory import changed
from tests.unit.domain.session.plans import plan
from tests.unit.session_world import WAV, SessionWorld

TABS = st.sampled_from(["a", "b"])
CRASHES = st.sampled_from(["", "received", "heard", "replied"])
DROPPED = st.sampled_from(["", "", "handed over", "told"])
ERASED = (UnknownInterview, UnknownSession)


class Crash(Exception):
    """The process is gone."""


class Crashing(MemorySessions):
    """Dies after the next write of that name. `wiped` is whether the interview was erased in between."""

    dies_after = ""
    wiped = False

    def wipe(self, key: InterviewKey) -> None:
        """What the erasure leaves: a tombstone."""
        self.wiped = True
        self._memory.interviews[key] = changed(self._memory.interviews[key], status=InterviewStatus.DELETING)
        self._memory.sessions.pop(key, None)
        self._memory.answers.clear()

    def _done(self, what: str) -> None:
        if self.dies_after == what:
            self.dies_after = ""
            raise Crash

    def receive(self, session: Session, turn: Turn) -> Turn:
        stands = super().receive(session, turn)
        if self.dies_after == "wiped":
            self.wipe(session.key)
        self._done("received")
        return stands

    def hear(self, key: InterviewKey, number: int, answer: Answer) -> None:
        super().hear(key, number, answer)
        self._done("heard")

    def reply(self, before: Session, after: Session, turn: Turn, along: Alongside) -> None:
        super().reply(before, after, turn, along)
        self._done("replied")

    def hand_over(self, session: Session) -> bool:
        handed = super().hand_over(session)
        self._done("handed over")
        return handed

    def told(self, key: InterviewKey, feedback: FeedbackPayload | None = None) -> None:
        self._done("told")  # just before
        super().told(key, feedback)


class SessionLife(RuleBasedStateMachine):
    """`sent` are the answers that a client has sent and not been refused, by turn; `replies` what it was told."""

    @initialize()
    def begin(self) -> None:
        self.world = SessionWorld(the_plan=plan(turns=6))
        self.store = Crashing(self.world.memory)
        self.world.sessions = self.store
        self.world.schedule()
        self.world.start()
        self.sent: dict[int, tuple[str, str]] = {}
        self.replies: dict[int, Reply] = {}
        self.number = self.turn = 1
        self.ended = False

    @rule(tab=TABS, spoken=st.booleans(), crash=CRASHES, late=st.integers(0, 2), deaf=st.booleans())
    def answer(self, tab: str, spoken: bool, crash: str, late: int, deaf: bool) -> None:
        """Now and then by voice, while who hears is down: then it is heard when the turn is repeated."""
        self.world.hearing.errors = [EngineTimeout("slow")] if deaf else []
        self._answer(tab, spoken, crash, late)

    def _answer(self, tab: str, spoken: bool, crash: str, late: int) -> None:
        number = max(1, self.number - late)
        name = f"{tab}{number}"
        self.store.dies_after = crash
        text = None if spoken else f"answer {name}"
        try:
            held = self.world.answer(text, sound=WAV if spoken else None, client_turn_id=name, number=number)
        except Conflict:
            assert self.store.wiped or self.sent.get(number, ("", ""))[0] != name or not self.world.session.is_open
            return
        except Crash:
            self.sent.setdefault(number, (name, text or ""))
            return
        except ERASED:
            assert self.store.wiped
            return
        finally:
            self.store.dies_after = ""
        assert held.last
        assert held.last.reply
        answered = held.last.number  # after the number that was sent where it was missed, and is heard now
        assert number <= answered <= number + self._missed()
        for one in {number, answered}:
            assert self.sent.setdefault(one, (name, text or ""))[0] == name
        assert self.replies.setdefault(answered, held.last.reply) == held.last.reply
        self.number = self.world.session.turn

    def _missed(self) -> int:
        return sum(turn.answer.missed for turn in self.world.turns())

    @rule(tab=TABS, at_once=st.integers(0, 9))
    def erase(self, tab: str, at_once: int) -> None:
        """Now and then, and in the middle of a turn when one can be taken."""
        if at_once == 0 and not self.store.wiped:
            self._answer(tab, True, "wiped", 0)
            if not self.store.wiped:
                self.store.wipe(INTERVIEW)

    @precondition(lambda self: not self.store.wiped and self.world.session.is_open)
    @rule()
    def reload(self) -> None:
        self.number = self.world.start().number

    @rule(minutes=st.integers(1, 40))
    def wait(self, minutes: int) -> None:
        self.world.clock.advance(minutes=minutes)
        close_sessions(ports=self.world.telling)

    @rule(reason=st.sampled_from([EndReason.REQUESTED, EndReason.CANDIDATE_LEFT]))
    @precondition(lambda self: not self.store.wiped and self.number > 3)
    def end(self, reason: EndReason) -> None:
        before = self.world.session
        after = end_session(INTERVIEW, reason, ports=self.world.ports)
        assert before.is_open or after == before

    @rule(crash=DROPPED, times=st.integers(1, 3))
    def hear_of_the_end(self, crash: str, times: int) -> None:
        """At any time, more than once, with whoever hears of it dying midway; or never, where this is not drawn."""
        before = self._transcripts()
        self.store.dies_after = crash
        for _ in range(times):
            with suppress(Crash):
                hand_over(INTERVIEW, ports=self.world.telling)
        self.store.dies_after = ""
        put = self._transcripts()
        assert put - before <= 1
        assert put == 0 or self.ended

    def _transcripts(self) -> int:
        return [one.key for one in self.world.media.list_uploads()].count(upload_key(INTERVIEW))

    @invariant()
    def what_is_said_of_it_is_true(self) -> None:
        if self.store.wiped:
            return
        over = not self.world.session.is_open
        awaited = as_it_stands(self.world.interview, self.store).status is InterviewStatus.AWAITING_UPLOAD
        assert awaited == over

    @invariant()
    def every_answer_is_there(self) -> None:
        if self.store.wiped:  # and then none comes back
            assert not self.world.turns()
            assert INTERVIEW not in self.world.memory.sessions
            return
        turns = {turn.number: turn for turn in self.world.turns()}
        assert sorted(turns) == list(range(1, len(turns) + 1))
        for number, (name, text) in self.sent.items():
            kept = turns[number]
            assert kept.client_turn_id == name
            assert kept.answer.text == text if text else kept.answer.audio_key
        for number, reply in self.replies.items():
            assert turns[number].reply == reply

    @invariant()
    def it_ends_once(self) -> None:
        told = self.world.announced()
        assert len(told) == len(set(told))
        if self.store.wiped:
            return
        assert self.turn <= self.world.session.turn, "the number of turns never runs back"
        self.turn = self.world.session.turn
        self.ended = self.ended or not self.world.session.is_open
        assert self.ended != self.world.session.is_open, "nothing begins again"
        assert (EventName.INTERVIEW_ABANDONED in told) == (self.world.session.end_reason is EndReason.ABANDONED)

    def teardown(self) -> None:
        """However it went, the clock closes it, and all that was said is in the transcript."""
        if not hasattr(self, "world") or self.store.wiped:
            return
        for _ in range(2):
            self.world.clock.advance(hours=2)
            close_sessions(ports=self.world.telling)
        said = {part.text for part in self.world.transcript().segments}
        receipts = [billed.receipt for turn in self.world.turns() for billed in turn.bill]
        assert not self.world.telling.ledger.unentered(INTERVIEW, receipts)
        assert not self.world.session.is_open
        assert self.world.interview.status is InterviewStatus.AWAITING_UPLOAD
        assert not self.store.untold(limit=1)
        assert {text for _, text in self.sent.values() if text} <= said
        held, turns = read_session(INTERVIEW, ports=self.world.ports)
        assert len(turns) >= held.number - 1
        assert self.world.session.started_at + timedelta(hours=4) <= self.world.clock.now()


TestSessionLife = SessionLife.TestCase
TestSessionLife.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
