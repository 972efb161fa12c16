"""What a live interview uses of providers: speech to text, turns of a model, speech, and its evaluation.

A candidate of the simulator answers well, question after question, for as long as the interview lasts. Tokens are
estimated from the very prompts that are sent; what comes back is taken to be as long as a model may be asked to write.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from bench.interviewer.candidates import Script, script_of
from bench.interviewer.holding import BEGINS, THINKING_SECONDS, WORDS_A_SECOND
from shared.adapters.model_analyst.sizes import as_json, tokens_of
from shared.adapters.model_interviewer.answers import ConsideredAnswer
from shared.adapters.model_interviewer.interviewer import ModelInterviewer
from shared.adapters.model_scorer import ModelScorer, ScoredAnswer
from shared.domain.catalogue import AiEnv, Catalogue, Model, ProviderKind
from shared.domain.engines import NANODOLLARS, EngineKind
from shared.domain.made_by import Engine
from shared.domain.prices import price_of
from shared.domain.session.action import ActionType
from shared.domain.session.answer import Answer, AnswerKind, Considered
from shared.domain.session.limits import MAX_SUMMARY_CHARACTERS
from shared.domain.session.plan import Budget, SessionPlan
from shared.domain.session.process_turn import Heard, open_session, process_turn
from shared.domain.session.wording import opening
from shared.domain.tier import Tier
from shared.ports import LanguageModel, TurnContext
from shared.usecases.tally import Tally

MINUTES: Final = 20
CHARACTERS_A_SECOND: Final = 15.0  # of a voice
SENTENCE: Final = "a" * 150
SUMMARY: Final = "s" * MAX_SUMMARY_CHARACTERS
ENGINE: Final = Engine(name="counting", version="1")
GOOD: Final = Considered(
    kind=AnswerKind.SUBSTANTIVE, value=0.9, proposes=ActionType.NEW_QUESTION, summary=SUMMARY, engine=ENGINE
)
THOUGHT: Final = ConsideredAnswer(
    kind=AnswerKind.SUBSTANTIVE,
    value=0.9,
    action=ActionType.NEW_QUESTION,
    say=SENTENCE,
    why=SENTENCE,
    lacks=[],
    learned=[],
    score=7.5,
    feedback=SENTENCE,
    summary=SUMMARY,
    insight=SENTENCE,
)
JUDGED: Final = ScoredAnswer(
    met=[1, 2],
    unmet=[3],
    score=7.5,
    communication=7.5,
    definiteness=7.5,
    confidence=0.8,
    quotes=[SENTENCE, SENTENCE],
    rationale=SENTENCE,
    feedback=SENTENCE,
    red_flag=None,
)


class Counting(LanguageModel, Protocol):
    """A model that counts what it is asked, and never answers."""

    tokens: int


@dataclass(frozen=True)
class LiveUse:
    """What one interview uses. `answers` are the seconds of each answer, `said` the characters of what is spoken."""

    answers: tuple[float, ...]
    said: int
    turns_in: int
    turns_out: int
    scores_in: int
    scores_out: int


@dataclass(frozen=True)
class Exchange:
    """A turn: what the interviewer reads, and what was said before."""

    context: TurnContext
    spoken: str


def use_of_interview(turns_model: Counting, scores_model: Counting, asked: type[Exception]) -> LiveUse:
    """Of 20 minutes. `asked` is what the models raise once they have counted."""
    exchanges = list(_exchanges(script_of("job")))
    for one in exchanges:
        with contextlib.suppress(asked):
            ModelInterviewer(turns_model).consider(one.context)
        with contextlib.suppress(asked):
            ModelScorer(scores_model, Tally()).score(one.context.question, one.context.answer.text)
    return LiveUse(
        answers=tuple(_seconds(one.context.answer) for one in exchanges),
        said=sum(len(one.spoken) for one in exchanges),
        turns_in=turns_model.tokens,
        turns_out=len(exchanges) * tokens_of(as_json(THOUGHT.model_dump(mode="json"))),
        scores_in=scores_model.tokens,
        scores_out=len(exchanges) * tokens_of(as_json(JUDGED.model_dump(mode="json"))),
    )


def _exchanges(script: Script) -> Iterator[Exchange]:
    plan, now = _long_enough(script.plan), BEGINS
    _, session = open_session("bench", "interview", plan, BEGINS)
    spoken = opening(plan)
    while session.open and now - BEGINS < timedelta(minutes=MINUTES):
        question = plan.question(session.open.question_id)
        answer = Answer(text=script.said[question.id.partition("-")[0]]["strong"])
        yield Exchange(TurnContext(plan, session, question, answer), spoken)
        now += timedelta(seconds=len(spoken) / CHARACTERS_A_SECOND + THINKING_SECONDS + _seconds(answer))
        reply, session = process_turn(session, Heard(answer, GOOD), plan, now)
        spoken = reply.text


def _seconds(answer: Answer) -> float:
    return len(answer.text.split()) / WORDS_A_SECOND


def _long_enough(plan: SessionPlan) -> SessionPlan:
    """The script's questions, round after round."""
    questions = [
        question.model_copy(update={"id": f"{question.id}-{number}", "text": f"{question.text} ({number})"})
        for number in range(1, 7)
        for question in plan.questions
    ]
    budget = Budget(turns=60, minutes=90)
    return plan.model_copy(update={"questions": tuple(questions), "budget": budget})


@dataclass(frozen=True)
class LiveCost:
    """Dollars of one interview in a tier, and the models."""

    speech: tuple[Model, float]
    turns: tuple[Model, float]
    voice: tuple[Model, float]
    scores: float

    @property
    def dollars(self) -> float:
        """All of them."""
        return self.speech[1] + self.turns[1] + self.voice[1] + self.scores


def cost_of(catalogue: Catalogue, tier: Tier, use: LiveUse) -> LiveCost:
    """By who comes first in each chain of production; a job hears no answer of a live interview."""
    chains = {kind: catalogue.chain_of(AiEnv.PRODUCTION, tier, kind) for kind in EngineKind}
    hears = next(m for m in chains[EngineKind.SPEECH] if not _is_job(catalogue, m))
    thinks, speaks = chains[EngineKind.ANALYSIS][0], chains[EngineKind.VOICE][0]
    return LiveCost(
        speech=(hears, sum(_dollars(price_of(hears, audio_seconds=seconds)) for seconds in use.answers)),
        turns=(thinks, _dollars(price_of(thinks, tokens_in=use.turns_in, tokens_out=use.turns_out))),
        voice=(speaks, _dollars(price_of(speaks, characters=use.said))),
        scores=_dollars(price_of(thinks, tokens_in=use.scores_in, tokens_out=use.scores_out)),
    )


def _is_job(catalogue: Catalogue, model: Model) -> bool:
    return catalogue.provider_of(model).kind is ProviderKind.AMAZON_TRANSCRIBE


def _dollars(nanodollars: int) -> float:
    return nanodollars / NANODOLLARS
