"""Chains of scripted models that never really wait."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from shared.adapters.breakers import Breakers
from shared.adapters.chain import Link, Patience
from shared.adapters.guarded_model import GuardedModel
from shared.adapters.kept_answers import KeptAnswers, ModelLink
from shared.domain.breaker import Breaker, BreakerKey
from shared.domain.engines import EngineKind, EngineUse, sum_uses
from shared.domain.interview_key import InterviewKey
from shared.domain.made_by import Engine
from shared.ports import ModelAnswer, Prompt
from tests.builders import INTERVIEW
from tests.fakes import MemoryAnswers, MemoryBreakers, RecordedAlarm, SettableClock
from tests.fakes.engines import SCRIPTED, Script

GOOD = '{"number": 3}'
QUESTION = Prompt(name="evidence", version=1, instructions="Find it.", data="I plan every week.")
SECONDS = 30.0


class Number(BaseModel):
    number: int


@dataclass
class ScriptedModel(Script):
    """Implements `LanguageModel`. `answers` are given in turn, the last one for ever."""

    engine: Engine = SCRIPTED
    context_tokens: int = 1000
    answers: list[ModelAnswer] = field(default_factory=lambda: [ModelAnswer(text=GOOD, tokens_in=10, tokens_out=2)])

    def answer(self, prompt: Prompt, schema: type[BaseModel]) -> ModelAnswer:
        self.called(prompt.name)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class RecordedMeter:
    """Implements `Meter`."""

    all_uses: list[EngineUse] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def uses(self) -> tuple[EngineUse, ...]:
        return sum_uses(self.all_uses)

    def add(self, use: EngineUse, *, once: str | None = None) -> None:
        self.all_uses.append(use)

    def note(self, warning: str) -> None:
        self.notes.append(warning)


@dataclass
class Stage:
    """What chains share. Time passes only where a chain waits; `waits` are its waits."""

    clock: SettableClock = field(default_factory=SettableClock)
    store: MemoryBreakers = field(default_factory=MemoryBreakers)
    alarm: RecordedAlarm = field(default_factory=RecordedAlarm)
    cache: MemoryAnswers = field(default_factory=MemoryAnswers)
    meter: RecordedMeter = field(default_factory=RecordedMeter)
    waits: list[float] = field(default_factory=list)
    left: float = 300.0

    def process(self) -> Breakers:
        """The breakers as another process sees them."""
        return Breakers(self.store, self.clock, self.alarm)

    def patience(self) -> Patience:
        return Patience(lambda: self.left, self._pause, jitter=lambda _, longest: longest)

    def _pause(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.left -= seconds
        self.clock.advance(seconds=seconds)

    def chain(
        self, *links: ModelLink, interview: InterviewKey = INTERVIEW, breakers: Breakers | None = None
    ) -> GuardedModel:
        kept = KeptAnswers(self.cache, interview, self.clock)
        guards = breakers or self.process()
        return GuardedModel(links, breakers=guards, patience=self.patience(), meter=self.meter, kept=kept)

    def breaker(self, provider: str) -> Breaker:
        return self.store.get_breaker(key_of(provider))


def key_of(provider: str) -> BreakerKey:
    return BreakerKey(provider=provider, kind=EngineKind.ANALYSIS)


def link(model: ScriptedModel, provider: str = "groq", *, context_tokens: int = 1000) -> ModelLink:
    return Link(provider, "m1", lambda: model, SECONDS, lambda answer: 7 * answer.tokens_in, context_tokens)


def failing(errors: Sequence[Exception]) -> ScriptedModel:
    return ScriptedModel(errors=list(errors))
