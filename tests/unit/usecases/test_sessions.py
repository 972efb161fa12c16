"""A session's life: begun once, every answer kept before all else, ended once, its transcript always put."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest

from shared.domain.engines import EngineKind, EngineUse
from shared.domain.errors import (
    AnswerMissing,
    Conflict,
    EngineFailed,
    EngineTimeout,
    EngineUnavailable,
    NotLive,
    SessionEnded,
    StorageThrottled,
    TurnConflict,
    UnknownSession,
    UnreadableRecording,
    UnsupportedLanguage,
)
from shared.domain.events import EventName
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.interview_status import InterviewStatus
from shared.domain.role import Role
from shared.domain.session.action import ActionType
from shared.domain.session.answer import AnswerKind, Considered
from shared.domain.session.limits import HEARING_LEFT_SECONDS, MAX_MISHEARD, TELLING_SECONDS
from shared.domain.session.status import EndReason, SessionStatus
from shared.domain.session.turn import Turn, TurnStatus
from shared.domain.session.wording import CANNOT_HEAR, NOT_HEARD, PLEASE_TYPE, SAY_AGAIN
from shared.ports import AudioInfo, EngineScope, Readable, RecognisedSegment, Recognition, TurnContext
from shared.usecases.close_sessions import close_sessions
from shared.usecases.end_session import end_session
from shared.usecases.hear_left import hear_left
from shared.usecases.hold_session import nobody
from shared.usecases.leave_session import leave_session
from shared.usecases.read_session import as_it_stands, read_session
from shared.usecases.take_turn import Given, take_turn
from tests.builders import INTERVIEW, interview, organisation
from tests.fakes import MemoryLedger
from tests.fakes.engines import SCRIPTED, SILENCE, ScriptedInterviewer
from tests.unit.domain.session.plans import TEXTS, plan
from tests.unit.said import HEARD
from tests.unit.session_world import WAV, Crash, SessionWorld, left_unheard, started

LEAVES = Considered(kind=AnswerKind.LEAVING, value=0, proposes=ActionType.CONCLUDE, engine=SCRIPTED)


class TestStart:
    def test_greets_and_asks_the_first_question(self) -> None:
        world = SessionWorld()
        world.schedule()
        held = world.start()
        assert (held.number, held.last) == (1, None)
        assert held.session.open
        assert held.session.open.text == TEXTS[0]
        assert world.announced() == [EventName.INTERVIEW_STARTED]
        assert world.interview.status is InterviewStatus.IN_PROGRESS

    def test_a_reload_resumes_at_the_open_question(self) -> None:
        world = started()
        said = world.answer()
        again = world.start()
        assert again == said
        assert world.announced() == [EventName.INTERVIEW_STARTED]

    def test_an_answer_that_nobody_replied_to_is_replied_to_by_a_reload(self) -> None:
        world = started()
        world.interviewer.errors = [Crash()]
        with pytest.raises(Crash):
            world.answer("I kept this", client_turn_id="a")
        held = world.start()
        assert held.number == 2
        assert [turn.answer.text for turn in world.turns()] == ["I kept this"]

    def test_an_interview_for_a_recording_is_not_held(self) -> None:
        world = SessionWorld()
        world.interviews.create_interview(interview())
        with pytest.raises(NotLive):
            world.start()

    def test_an_interview_that_has_run_is_not_held(self) -> None:
        world = SessionWorld()
        world.schedule()
        world.memory.interviews[INTERVIEW] = interview(status=InterviewStatus.COMPLETED)
        with pytest.raises(Conflict):
            world.start()

    def test_after_the_end_there_is_nothing_to_start(self) -> None:
        world = started()
        end_session(INTERVIEW, EndReason.REQUESTED, ports=world.ports)
        with pytest.raises(SessionEnded):
            world.start()

    def test_the_organisation_says_when_it_counts_as_abandoned(self) -> None:
        world = SessionWorld()
        world.organisations.create_organisation(organisation(abandoned_minutes=7))
        world.schedule()
        assert world.start().session.idle_at == world.clock.now() + timedelta(minutes=7)


class TestTurns:
    def test_to_the_end(self) -> None:
        world = started()
        helds = [world.answer() for _ in TEXTS]
        assert [held.number for held in helds] == [2, 3, 4, 5]
        assert (helds[-1].session.status, helds[-1].session.end_reason) == (SessionStatus.ENDED, EndReason.PLAN_DONE)
        assert world.hand_over()
        assert [s.role for s in world.transcript().speakers] == [Role.INTERVIEWER, Role.PARTICIPANT]
        assert [s.text for s in world.transcript().segments if s.speaker == "S2"] == [
            "In spring I led five people."
        ] * 4
        assert world.interview.status is InterviewStatus.AWAITING_UPLOAD

    def test_a_repeat_gives_the_same(self) -> None:
        world = started()
        once = world.answer(client_turn_id="a", number=1)
        assert world.answer("something else", client_turn_id="a", number=1) == once
        assert len(world.interviewer.calls) == 1

    def test_a_repeat_is_known_by_its_id_alone(self) -> None:
        world = started()
        once = world.answer(client_turn_id="a")
        assert world.answer(client_turn_id="a") == once
        assert world.answer(client_turn_id="b").number == 3

    def test_the_same_sound_twice_is_one_answer_and_the_same_word_is_two(self) -> None:
        world = started()
        once = world.answer(None, sound=WAV)
        assert world.answer(None, sound=WAV) == once
        assert [world.answer("Yes.").number for _ in range(2)] == [3, 4]

    def test_a_repeat_of_the_last_turn_gives_the_same(self) -> None:
        world = started()
        world.interviewer.considered = [LEAVES]
        once = world.answer("I want to stop.", client_turn_id="a", number=1)
        assert not once.session.is_open
        assert world.answer("I want to stop.", client_turn_id="a", number=1) == once

    def test_two_turns_at_once(self) -> None:
        """The second tab: the first one's answer stands, and is replied to."""
        world = started()
        world.answer(client_turn_id="a", number=1)
        with pytest.raises(TurnConflict):
            world.answer(client_turn_id="b", number=1)
        assert [turn.client_turn_id for turn in world.turns()] == ["a"]

    def test_two_tabs_that_answer_in_the_same_moment(self) -> None:
        world, both = started(), Barrier(2)

        def answer(tab: str) -> str | None:
            both.wait(timeout=5)
            with suppress(TurnConflict):
                take_turn(world.interview, Given(text=tab, client_turn_id=tab, number=1), ports=world.ports)
                return tab
            return None

        with ThreadPoolExecutor(2) as pool:
            taken = [tab for tab in pool.map(answer, ["a", "b"]) if tab]
        assert [(turn.answer.text, turn.status) for turn in world.turns()] == [(taken[0], TurnStatus.ANSWERED)]
        assert (len(taken), world.session.turn) == (1, 2)

    def test_who_comes_after_a_crash_with_another_answer_finds_the_first_one_replied_to(self) -> None:
        world = started()
        world.interviewer.errors = [Crash()]
        with pytest.raises(Crash):
            world.answer("first", client_turn_id="a", number=1)
        with pytest.raises(TurnConflict):
            world.answer("second", client_turn_id="b", number=1)
        assert [(turn.answer.text, turn.status) for turn in world.turns()] == [("first", TurnStatus.ANSWERED)]
        assert world.session.turn == 2

    @pytest.mark.parametrize("number", [2, 60])
    def test_a_turn_with_a_wrong_number(self, number: int) -> None:
        world = started()
        with pytest.raises(TurnConflict):
            world.answer(number=number)
        assert world.turns() == []

    def test_a_turn_after_the_end(self) -> None:
        world = started()
        end_session(INTERVIEW, EndReason.CANDIDATE_LEFT, ports=world.ports)
        for number in (None, 1, 2):
            with pytest.raises(SessionEnded):
                world.answer(number=number)
        assert world.turns() == []

    def test_without_a_session(self) -> None:
        world = SessionWorld()
        world.schedule()
        with pytest.raises(UnknownSession):
            world.answer()

    def test_clock_skew(self) -> None:
        """A clock that goes backwards between two functions ends nothing and loses nothing."""
        world = started()
        world.clock.advance(minutes=-3)
        assert world.answer().number == 2
        assert world.session.is_open
        world.clock.advance(minutes=-9)
        end_session(INTERVIEW, EndReason.REQUESTED, ports=world.ports)
        assert world.hand_over()
        times = [segment.start_seconds for segment in world.transcript().segments]
        assert times == sorted(times)


class TestFaults:
    def test_a_crash_between_store_and_response(self) -> None:
        world = started()
        world.interviewer.errors = [Crash()]
        with pytest.raises(Crash):
            world.answer("kept", client_turn_id="a", number=1)
        assert [(turn.answer.text, turn.status) for turn in world.turns()] == [("kept", TurnStatus.RECEIVED)]
        assert world.answer("kept", client_turn_id="a", number=1).number == 2

    def test_a_crash_after_it_was_heard_hears_it_once(self) -> None:
        world = started()
        world.interviewer.errors = [Crash()]
        with pytest.raises(Crash):
            world.answer(None, sound=WAV, client_turn_id="a", number=1)
        assert world.answer(None, sound=WAV, client_turn_id="a", number=1).number == 2
        assert world.hearing.calls == ["transcribe"]

    @pytest.mark.parametrize("error", [EngineTimeout("slow"), EngineUnavailable("down"), EngineFailed("garbage")])
    def test_the_interviewer_fails_then_the_plan_s_next_question(self, error: Exception) -> None:
        world = started()
        world.interviewer.errors = [error]
        held = world.answer("a good answer")
        assert held.last
        assert held.last.considered == nobody()
        assert held.session.open
        assert held.session.open.text == TEXTS[1]

    def test_who_stood_in_is_told_with_the_turn_and_with_the_transcript(self) -> None:
        world = started()
        world.interviewer.errors = [EngineTimeout("slow"), EngineTimeout("slow"), EngineFailed("garbage")]
        for _ in range(4):
            world.answer("a good answer")
        assert world.hand_over()
        noted = [turn.notes for turn in world.turns()]
        assert noted[0] == noted[1] == ("nobody considered an answer because of EngineTimeout",)
        assert noted[3] == ()
        assert list(world.transcript().warnings) == [
            "nobody considered an answer because of EngineTimeout (2 times)",
            "nobody considered an answer because of EngineFailed",
        ]

    @pytest.mark.parametrize("error", [EngineTimeout("slow"), EngineUnavailable("down"), EngineFailed("garbage")])
    def test_speech_to_text_fails_then_it_is_asked_again(self, error: Exception) -> None:
        world = started()
        world.hearing.errors = [error]
        held = world.answer(None, sound=WAV)
        assert held.last
        assert held.last.reply
        assert held.last.reply.text == NOT_HEARD
        assert held.session.offers_text
        assert held.last.notes == (f"an answer was not heard because of {type(error).__name__}",)
        assert world.media.head(held.last.answer.audio_key or "", None)
        assert world.interviewer.calls == []

    @pytest.mark.parametrize("what", ["silence", "noise", "unsure", "no sound at all"])
    def test_what_nobody_understands_is_asked_for_twice_and_then_in_text(self, what: str) -> None:
        world = started()
        world.hearing.heard = SILENCE
        if what == "unsure":
            mumbled = RecognisedSegment(start_seconds=0, end_seconds=1, text="mm so", confidence=0.1)
            world.hearing.heard = SILENCE.model_copy(update={"segments": (mumbled,)})
        if what == "no sound at all":
            world.decoder.errors = [UnreadableRecording("no audio") for _ in range(3)]
        said = [world.answer(None, sound=WAV + bytes([n])) for n in range(MAX_MISHEARD + 1)]
        texts = [held.last.reply.text for held in said if held.last and held.last.reply]
        assert texts == [SAY_AGAIN, SAY_AGAIN, PLEASE_TYPE]
        assert said[-1].session.offers_text
        assert world.answer("typed then").session.open
        assert all(world.media.head(turn.answer.audio_key or "", None) for turn in world.turns()[:3])

    def test_what_was_perhaps_said_is_no_evidence(self) -> None:
        world = started()
        mumbled = RecognisedSegment(start_seconds=0, end_seconds=1, text="we fired the manager", confidence=0.1)
        world.hearing.heard = SILENCE.model_copy(update={"segments": (mumbled,)})
        world.answer(None, sound=WAV)
        world.answer("we hired a manager")
        end_session(INTERVIEW, EndReason.REQUESTED, ports=world.ports)
        assert world.hand_over()
        assert [s.text for s in world.transcript().segments if s.speaker == "S2"] == ["we hired a manager"]
        assert any("1 answers could not be understood" in warning for warning in world.transcript().warnings)

    @pytest.mark.parametrize(("language", "asked"), [("en", "en"), ("de", "de"), ("hi", "hi-en"), ("en-IN", "en-hi")])
    def test_one_language_is_asked_for_where_one_is_spoken(self, language: str, asked: str) -> None:
        world = SessionWorld(the_plan=plan().model_copy(update={"language": language}))
        world.schedule()
        world.start()
        world.answer(None, sound=WAV)
        assert world.hearing.hints == [asked]

    def test_who_hears_one_language_of_two_says_so(self) -> None:
        world = SessionWorld(the_plan=plan().model_copy(update={"language": "en-IN"}))
        world.schedule()
        world.start()
        engine = HEARD.engine.model_copy(update={"draft": True})
        world.hearing.heard = HEARD.model_copy(update={"engine": engine})
        held = world.answer(None, sound=WAV)
        assert held.last
        assert held.last.answer.heard
        assert held.last.notes == (f"{engine.name} hears one language at a time: words of the other may be wrong",)

    def test_where_nobody_hears_the_language_text_is_offered_at_once(self) -> None:
        world = SessionWorld(the_plan=plan().model_copy(update={"language": "hi"}))
        world.schedule()
        world.start()
        world.hearing.errors = [UnsupportedLanguage("one at a time")]
        held = world.answer(None, sound=WAV)
        assert held.last
        assert held.last.reply
        assert held.last.reply.text == CANNOT_HEAR.format(language="Hindi")
        assert held.last.notes == ("an answer was not heard: nobody here hears hi-en; text was offered",)
        assert held.session.offers_text
        assert world.media.head(held.last.answer.audio_key or "", None)
        typed = world.answer("Maine team lead kiya tha.")
        assert typed.session.open
        assert typed.session.open.text == TEXTS[1]

    def test_thirty_minutes_of_monologue_are_heard_up_to_the_limit_and_kept_whole(self) -> None:
        world = started()
        world.decoder.info = AudioInfo(container="webm", duration_seconds=1800.0, channels=1)
        held = world.answer(None, sound=WAV)
        assert held.last
        assert held.last.answer.cut
        assert held.last.answer.seconds == plan().budget.answer_seconds + 10

    def test_an_interview_that_is_erased_in_the_middle_of_a_turn_stays_erased(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world = started()
        consider = world.interviewer.consider

        def erased(context: TurnContext) -> Considered:
            world.memory.sessions.clear()
            world.memory.answers.clear()
            return consider(context)

        monkeypatch.setattr(world.interviewer, "consider", erased)
        with pytest.raises(UnknownSession):
            world.answer("gone")
        assert (world.turns(), world.sessions.find(INTERVIEW)) == ([], None)
        assert world.media.list_uploads() == []

    def test_an_upload_that_never_came(self) -> None:
        world = started()
        with pytest.raises(AnswerMissing):
            world.answer(None, uploaded="acme/int_1/turns/1/a")

    @pytest.mark.parametrize("key", ["acme/int_2/turns/1/a", "other/int_1/turns/1/a", "acme/int_1/upload", "x"])
    def test_an_upload_that_is_not_ours(self, key: str) -> None:
        world = started()
        world.media.upload(key, WAV)
        with pytest.raises(AnswerMissing):
            world.answer(None, uploaded=key)

    def test_a_longer_answer_by_an_upload(self) -> None:
        world = started()
        world.media.upload("acme/int_1/turns/1/a", WAV)
        held = world.answer(None, uploaded="acme/int_1/turns/1/a")
        assert held.last
        assert (held.last.client_turn_id, held.last.answer.heard) == ("a", True)

    def test_what_is_heard_is_what_was_there_when_the_answer_was_received(self) -> None:
        """Other sound under the same key, put while it waits to be heard, is not heard in its place."""
        world = started()
        world.hearing.errors = [Crash()]
        with pytest.raises(Crash):
            world.answer(None, sound=WAV, client_turn_id="a")
        world.media.upload("acme/int_1/turns/1/a", b"other")
        read: list[bytes] = []
        decode = world.decoder.decode

        def decoded(recording: Readable, **how: Any) -> Any:
            read.append(recording.read())
            recording.seek(0)
            return decode(recording, **how)

        world.decoder.decode = decoded  # type: ignore[method-assign]
        world.answer(None, sound=WAV + b"sent again", client_turn_id="a")
        assert read == [WAV]

    def test_what_was_used_is_in_the_costs_of_the_interview(self) -> None:
        world = started()
        world.answer(None, sound=WAV)
        assert {entry.use.provider for entry in world.memory.entries} == {"scripted"}

    @pytest.mark.parametrize("paid", [0, 7])
    def test_no_reply_waits_for_the_bill(self, paid: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """The bill is entered while the reply is written; here each waits until the other one is at it."""
        world, billing, replying = started(), Event(), Event()
        record, reply = MemoryLedger.record, world.sessions.reply
        spent = EngineUse(provider="paid", model="m", kind=EngineKind.ANALYSIS, price_nanodollars=paid)

        def consider(scope: EngineScope) -> ScriptedInterviewer:
            scope.meter.add(spent)
            return world.interviewer

        def entered(*args: Any) -> None:
            billing.set()
            assert replying.wait(5)
            record(*args)

        def replied(*args: Any) -> None:
            replying.set()
            assert billing.wait(5)
            reply(*args)

        monkeypatch.setattr(world.engines, "interviewer", consider)
        monkeypatch.setattr(MemoryLedger, "record", entered)
        monkeypatch.setattr(world.sessions, "reply", replied)
        world.answer()
        assert [entry.use.price_nanodollars for entry in world.memory.entries] == [paid]

    def test_a_bill_that_cannot_be_written_costs_no_reply(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def busy(*_: Any) -> None:
            raise StorageThrottled("slow down")

        world = started()
        monkeypatch.setattr(MemoryLedger, "record", busy)
        assert world.answer().number == 2


class TestEnd:
    def test_it_ends_once_and_its_transcript_is_put(self) -> None:
        world = started()
        world.answer("one thing")
        once = end_session(INTERVIEW, EndReason.REQUESTED, ports=world.ports)
        world.clock.advance(minutes=1)
        assert end_session(INTERVIEW, EndReason.CANDIDATE_LEFT, ports=world.ports) == once
        assert [world.hand_over() for _ in range(3)] == [True, False, False]
        assert [s.text for s in world.transcript().segments if s.speaker == "S2"] == ["one thing"]
        assert len(world.media.list_uploads()) == 1

    def test_a_transcript_that_could_not_be_put_is_put_by_the_clock(self, monkeypatch: pytest.MonkeyPatch) -> None:
        world = started()
        end_session(INTERVIEW, EndReason.REQUESTED, ports=world.ports)
        with monkeypatch.context() as broken:
            broken.setattr(world.media, "put", _throttled)
            assert not world.hand_over()
        assert not world.hand_over()
        assert world.media.head(upload_key(INTERVIEW), None) is None
        assert close_sessions(ports=world.telling).told == 0  # whoever hands it over may be about to
        world.clock.advance(seconds=TELLING_SECONDS)
        assert close_sessions(ports=world.telling).told == 1
        assert world.transcript().segments
        assert close_sessions(ports=world.telling).told == 0

    def test_of_an_end_that_nobody_heard_of_the_clock_makes_the_rest(self) -> None:
        world = started()
        end_session(INTERVIEW, EndReason.CANDIDATE_LEFT, ports=world.ports)
        world.clock.advance(seconds=TELLING_SECONDS)
        assert close_sessions(ports=world.telling).told == 1
        assert world.interview.status is InterviewStatus.AWAITING_UPLOAD
        assert not world.hand_over()  # who hears of it late
        assert len(world.media.list_uploads()) == 1

    def test_what_ends_it_writes_nothing_else_and_is_seen_at_once(self) -> None:
        world = started()
        for _ in TEXTS:
            world.answer()
        assert (world.session.is_open, world.media.list_uploads()) == (False, [])
        assert world.interview.status is InterviewStatus.IN_PROGRESS
        seen = as_it_stands(world.interview, world.sessions)
        assert (seen.status, seen.updated_at) == (InterviewStatus.AWAITING_UPLOAD, world.session.ended_at)
        world.hand_over()
        assert world.interview == seen
        assert as_it_stands(world.interview, world.sessions) == seen

    def test_nothing_is_handed_over_before_the_end_nor_after_the_erasure(self) -> None:
        world = started()
        assert not world.hand_over()
        assert as_it_stands(world.interview, world.sessions) == world.interview
        end_session(INTERVIEW, EndReason.REQUESTED, ports=world.ports)
        world.memory.interviews[INTERVIEW] = interview(status=InterviewStatus.DELETING)
        assert not world.hand_over()
        world.memory.sessions.clear()
        assert not world.hand_over()
        assert world.media.list_uploads() == []

    def test_who_looks_sees_all_of_it(self) -> None:
        world = started()
        world.answer()
        last = world.answer()
        assert read_session(INTERVIEW, ports=world.ports) == (last, world.turns())


def _throttled(*_: object, **__: object) -> str:
    raise StorageThrottled("busy")


class TestAbandoned:
    def test_it_is_closed_marked_told_and_kept(self) -> None:
        world = started()
        world.answer("all that I said")
        world.clock.advance(minutes=30)
        closed = close_sessions(ports=world.telling)
        assert (closed.abandoned, world.session.status) == (1, SessionStatus.ABANDONED)
        assert world.announced() == [EventName.INTERVIEW_STARTED, EventName.INTERVIEW_ABANDONED]
        assert world.hand_over()
        assert "abandoned after 1 answers" in world.transcript().warnings[0]
        assert [s.text for s in world.transcript().segments if s.speaker == "S2"] == ["all that I said"]
        assert close_sessions(ports=world.telling).abandoned == 0

    def test_who_thinks_for_a_while_is_not_closed(self) -> None:
        world = started()
        world.clock.advance(minutes=29)
        assert close_sessions(ports=world.telling).abandoned == 0
        assert world.answer().number == 2

    @pytest.mark.parametrize(("minutes", "abandoned"), [(29, 0), (30, 1)])
    def test_an_answer_is_a_sign_of_life_for_as_long_as_anything_is(self, minutes: int, abandoned: int) -> None:
        """It came at the last minute of the idle time, and has no reply yet."""
        world = started()
        world.interviewer.errors = [Crash()]
        world.clock.advance(minutes=28)
        with pytest.raises(Crash):
            world.answer("at the last minute", client_turn_id="a")
        world.clock.advance(minutes=minutes)
        assert close_sessions(ports=world.telling).abandoned == abandoned
        if not abandoned:
            assert world.answer("at the last minute", client_turn_id="a").number == 2

    def test_an_answer_that_is_being_heard_is_waited_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The clock comes while it is heard, when the idle time is over: it is replied to all the same."""
        world = started()
        world.clock.advance(minutes=28)
        closed: list[int] = []

        def hear(*_: Any, **__: Any) -> Recognition:
            world.clock.advance(minutes=2)
            closed.append(close_sessions(ports=world.telling).abandoned)
            return HEARD

        monkeypatch.setattr(world.hearing, "transcribe", hear)
        assert world.answer(None, sound=WAV).number == 2
        assert (closed, world.session.status) == ([0], SessionStatus.IN_PROGRESS)

    def test_an_answer_that_comes_as_the_clock_closes_is_no_abandoned_one(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world = started()
        world.clock.advance(minutes=30)
        looked = world.sessions.find_turn
        held: list[int] = []

        def answered_meanwhile(key: InterviewKey, number: int) -> Turn | None:
            found = looked(key, number)
            if not held:
                held.append(0)
                world.interviewer.errors = [Crash()]
                with pytest.raises(Crash):
                    world.answer("just now", client_turn_id="a")
            return found

        monkeypatch.setattr(world.sessions, "find_turn", answered_meanwhile)
        assert close_sessions(ports=world.telling).abandoned == 0
        assert world.answer("just now", client_turn_id="a").number == 2

    def test_an_answer_that_nobody_came_to_hear_is_heard_before_the_transcript_is_made(self) -> None:
        world = left_unheard()
        assert not world.hand_over()
        assert [hear_left(INTERVIEW, ports=world.ports, telling=world.telling) for _ in range(2)] == [True, False]
        said = [s.text for s in world.transcript().segments if s.speaker == "S2"]
        assert said == [" ".join(one.text for one in HEARD.segments)]
        assert world.interview.status is InterviewStatus.AWAITING_UPLOAD
        assert not world.hand_over()

    def test_who_is_too_slow_to_hear_it_is_asked_again(self) -> None:
        world = left_unheard()
        world.hearing.errors = [EngineTimeout("slow")]
        with pytest.raises(EngineFailed):
            hear_left(INTERVIEW, ports=world.ports, telling=world.telling)
        assert hear_left(INTERVIEW, ports=world.ports, telling=world.telling)

    def test_what_was_handed_over_without_it_is_not_heard_any_more(self) -> None:
        world = left_unheard()
        world.clock.advance(seconds=HEARING_LEFT_SECONDS)
        assert close_sessions(ports=world.telling).told == 1
        calls = len(world.hearing.calls)
        assert not hear_left(INTERVIEW, ports=world.ports, telling=world.telling)
        assert len(world.hearing.calls) == calls

    def test_sound_that_is_sent_again_is_kept_once(self) -> None:
        world = started()
        world.hearing.errors = [Crash()]
        with pytest.raises(Crash):
            world.answer(None, sound=WAV, client_turn_id="a")
        assert world.answer(None, sound=WAV, client_turn_id="a").number == 2
        turn = world.sessions.find_turn(INTERVIEW, 1)
        assert turn is not None
        newest = world.media.head(str(turn.answer.audio_key), None)
        assert newest is not None
        assert newest.version == turn.answer.audio_version

    def test_what_nobody_can_hear_is_handed_over_and_told_of(self) -> None:
        world = left_unheard()
        world.hearing.errors = [UnreadableRecording("no sound")]
        assert not hear_left(INTERVIEW, ports=world.ports, telling=world.telling)
        assert any("1 answers could not be understood" in warning for warning in world.transcript().warnings)

    def test_who_is_to_hear_it_is_waited_for_ten_minutes_and_no_longer(self) -> None:
        world = left_unheard()
        world.clock.advance(seconds=HEARING_LEFT_SECONDS - 1)
        assert close_sessions(ports=world.telling).told == 0
        world.clock.advance(seconds=1)
        assert close_sessions(ports=world.telling).told == 1
        assert any("1 answers could not be understood" in warning for warning in world.transcript().warnings)

    def test_a_session_that_goes_on_or_has_left_nothing_unheard_has_nothing_to_be_heard(self) -> None:
        world = started()
        assert not hear_left(INTERVIEW, ports=world.ports, telling=world.telling)
        world.clock.advance(minutes=31)
        close_sessions(ports=world.telling)
        assert not hear_left(INTERVIEW, ports=world.ports, telling=world.telling)
        assert not world.hearing.calls
        assert world.hand_over()

    @pytest.mark.parametrize("again", [None, EngineTimeout("slow"), Crash()])
    def test_who_ends_it_has_the_last_answer_heard_before(self, again: Exception | None) -> None:
        world = started()
        world.hearing.errors = [Crash(), *([again] if again else [])]
        with pytest.raises(Crash):
            world.answer(None, sound=WAV)
        with suppress(Crash):
            leave_session(world.interview, EndReason.CANDIDATE_LEFT, ports=world.ports)
        if isinstance(again, Crash):
            assert world.session.is_open
            return
        assert not world.session.is_open
        assert world.hand_over()
        said = [s.text for s in world.transcript().segments if s.speaker == "S2"]
        assert said == ([] if again else [" ".join(one.text for one in HEARD.segments)])

    def test_who_leaves_with_nothing_left_open_ends_it_at_once(self) -> None:
        world = started()
        world.answer("all that I said")
        calls = len(world.interviewer.calls)
        assert not leave_session(world.interview, EndReason.CANDIDATE_LEFT, ports=world.ports).is_open
        assert (
            leave_session(world.interview, EndReason.REQUESTED, ports=world.ports).end_reason
            is EndReason.CANDIDATE_LEFT
        )
        assert len(world.interviewer.calls) == calls

    def test_an_answer_that_nobody_replied_to_is_in_the_transcript(self) -> None:
        world = started()
        world.interviewer.errors = [Crash()]
        with pytest.raises(Crash):
            world.answer("heard by nobody")
        world.clock.advance(minutes=31)
        close_sessions(ports=world.telling)
        assert world.hand_over()
        assert [s.text for s in world.transcript().segments if s.speaker == "S2"] == ["heard by nobody"]
