"""Sessions over fakes: an interview that is to be held live, and its interviewer in a test's hands."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import pytest

from shared.domain.alongside import Alongside, PlanOf
from shared.domain.events import DomainEvent, EventName
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.session.plan import SessionPlan
from shared.domain.session.session import Session
from shared.domain.session.show import Held
from shared.domain.session.turn import Turn
from shared.domain.transcript import Transcript
from shared.ports.sessions import SessionStore
from shared.usecases.close_sessions import close_sessions
from shared.usecases.hand_over import hand_over
from shared.usecases.hear_answer import ListeningPorts
from shared.usecases.hold_session import SessionPorts
from shared.usecases.keep_session import TellingPorts
from shared.usecases.start_session import start_session
from shared.usecases.take_turn import Given, take_turn
from tests import builders, fakes
from tests.builders import INTERVIEW
from tests.unit.domain.session.plans import plan
from tests.unit.said import HEARD

WAV = b"RIFF\x00\x00\x00\x00WAVE"


@dataclass
class SessionWorld:
    """Everything that sessions need, in memory. `clock` goes on by a minute with each answer."""

    the_plan: SessionPlan = field(default_factory=plan)
    clock: fakes.SettableClock = field(default_factory=fakes.SettableClock)
    memory: fakes.Memory = field(default_factory=fakes.Memory)
    hearing: fakes.ScriptedSpeechToText = field(default_factory=lambda: fakes.ScriptedSpeechToText(heard=HEARD))
    interviewer: fakes.ScriptedInterviewer = field(default_factory=fakes.ScriptedInterviewer)
    decoder: fakes.ScriptedDecoder = field(default_factory=fakes.ScriptedDecoder)
    in_time: Callable[[], AbstractContextManager[None]] = nullcontext

    def __post_init__(self) -> None:
        self.media = fakes.MemoryMedia(self.clock)
        self.sessions: SessionStore = fakes.MemorySessions(self.memory)
        self.interviews = fakes.MemoryInterviews(self.memory)
        self.organisations = fakes.MemoryOrganisations(self.memory)
        self.engines = fakes.ScriptedEngines(fakes.ScriptedAnalyst(), self.hearing, the_interviewer=self.interviewer)

    @property
    def ports(self) -> SessionPorts:
        listening = ListeningPorts(self.media, lambda: self.decoder, self.engines, self.in_time)
        ledger = fakes.MemoryLedger(self.memory)
        return SessionPorts(self.sessions, self.media, self.clock, self.organisations, listening, ledger)

    @property
    def telling(self) -> TellingPorts:
        ledger = fakes.MemoryLedger(self.memory)
        return TellingPorts(self.sessions, self.media, self.clock, self.interviews, ledger)

    def schedule(self, key: InterviewKey = INTERVIEW) -> None:
        planned = Alongside(plan=PlanOf(interview=key, plan=self.the_plan))
        self.interviews.create_interview(builders.interview(key), planned)

    @property
    def interview(self) -> Interview:
        return self.interviews.get_interview(INTERVIEW)

    @property
    def session(self) -> Session:
        session = self.sessions.find(INTERVIEW)
        assert session
        return session

    def turns(self) -> list[Turn]:
        return list(self.sessions.turns(INTERVIEW))

    def start(self) -> Held:
        return start_session(self.interview, ports=self.ports)

    def answer(self, text: str | None = "In spring I led five people.", **given: Any) -> Held:
        self.clock.advance(minutes=1)
        return take_turn(self.interview, Given(text=text, **given), ports=self.ports)

    def hand_over(self) -> bool:
        """What the event of its end brings about."""
        return hand_over(INTERVIEW, ports=self.telling)

    def transcript(self) -> Transcript:
        """What was put for the pipeline."""
        with self.media.reader(upload_key(INTERVIEW), None) as put:
            return Transcript.model_validate_json(put.read())

    def announced(self) -> list[EventName]:
        events: list[DomainEvent] = list(self.memory.outbox.values())
        return [one.event for one in events]


class Crash(Exception):
    """The process is gone."""


def left_unheard() -> SessionWorld:
    """Who heard an answer died, nobody came back, and the clock has closed the session."""
    world = started()
    world.hearing.errors = [Crash()]
    with pytest.raises(Crash):
        world.answer(None, sound=WAV)
    world.clock.advance(minutes=31)
    assert close_sessions(ports=world.telling).abandoned == 1
    return world


def started() -> SessionWorld:
    """A world whose session waits for its first answer."""
    world = SessionWorld()
    world.schedule()
    world.start()
    return world
