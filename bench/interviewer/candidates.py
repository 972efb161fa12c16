"""Candidates of ten kinds: what each says to what is asked, and what should be made of it."""

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from shared.domain.session.action import ActionType
from shared.domain.session.answer import Answer
from shared.domain.session.plan import Budget, PlannedQuestion, SessionPlan
from shared.domain.session.plan_kinds import FollowUpCause, InterviewKind, PlanSource
from shared.domain.session.session import OpenQuestion

HERE: Final = Path(__file__).parent
SAID: Final[dict[str, list[str]]] = tomllib.loads((HERE / "said.toml").read_text(encoding="utf-8"))
NOTHING: Final[frozenset[FollowUpCause]] = frozenset()
# What a word or two lacks may be named in several ways; a fact that the plan requires comes before all of them.
LITTLE: Final = frozenset(FollowUpCause) - {FollowUpCause.FEELING}
EMPTY_WORDS: Final = LITTLE - {FollowUpCause.SHORT}  # long, and yet it tells nothing
SENTENCES: Final = 14  # of somebody who rambles
GOOD_ANSWERS: Final = 2  # before somebody leaves


@dataclass(frozen=True)
class Line:
    """An answer. `lacks` is what a follow-up on it may ask for: none that asks for something else is apt."""

    answer: Answer
    lacks: frozenset[FollowUpCause] = NOTHING


@dataclass(frozen=True)
class Script:
    """A plan and what is said in its interview, by question."""

    name: str
    plan: SessionPlan
    said: dict[str, dict[str, str]]
    off_topic: list[str]


@dataclass
class Candidate:
    """Who answers. The same seed says the same."""

    kind: str
    script: Script
    seed: int
    given: int = field(default=0)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"{self.kind} {self.script.name} {self.seed}")  # noqa: S311 - a script, no secret

    def answer(self, asked: OpenQuestion) -> Line:
        """What is said to that."""
        self.given += 1
        return KINDS[self.kind](self, asked)

    def of(self, asked: OpenQuestion, how: str) -> str:
        """The answer of that kind to the question."""
        return self.script.said[asked.question_id][how]

    def one_of(self, texts: list[str]) -> str:
        """Each of them in turn, from a place that the seed chooses."""
        return texts[(self.seed + self.given) % len(texts)]


def script_of(name: str) -> Script:
    """The plan and the answers of that file."""
    found = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    plan = SessionPlan(
        kind=InterviewKind(found["kind"]),
        title=found["title"],
        context=found["context"],
        questions=tuple(map(_question, found["question"])),
        budget=Budget(turns=40, minutes=30),
        source=PlanSource.CALL_GUIDE,
    )
    return Script(name, plan, {each["id"]: each for each in found["question"]}, found["off_topic"])


def _question(row: dict[str, Any]) -> PlannedQuestion:
    return PlannedQuestion(**{key: value for key, value in row.items() if key in PlannedQuestion.model_fields})


def _strong(who: Candidate, asked: OpenQuestion) -> Line:
    """Says all at once. To a follow-up it is said once more: more there is not."""
    lacks = frozenset({FollowUpCause.NO_NUMBER, FollowUpCause.FEELING}) & _ruled(who, asked)
    return Line(Answer(text=who.of(asked, "strong")), lacks)


def _ruled(who: Candidate, asked: OpenQuestion) -> frozenset[FollowUpCause]:
    return frozenset(rule.when for rule in who.script.plan.question(asked.question_id).follow_ups)


def _brief(who: Candidate, asked: OpenQuestion) -> Line:
    if asked.action is ActionType.ASK_FOLLOWUP:
        return Line(Answer(text=who.one_of(SAID["brief_more"])), LITTLE)
    return Line(Answer(text=who.of(asked, "brief")), LITTLE)


def _rambling(who: Candidate, asked: OpenQuestion) -> Line:
    pool = SAID["rambling"]
    said = [who.dice.choice(pool) for _ in range(SENTENCES)]
    return Line(Answer(text=" ".join([who.of(asked, "brief"), *said])), EMPTY_WORDS)


def _off_topic(who: Candidate, asked: OpenQuestion) -> Line:
    return Line(Answer(text=who.one_of(who.script.off_topic)), _untold(who, asked))


def _untold(who: Candidate, asked: OpenQuestion) -> frozenset[FollowUpCause]:
    """Who tells nothing lacks the facts that the plan requires; to ask for more than those would be idle."""
    data = who.script.plan.question(asked.question_id).required_data
    return frozenset({FollowUpCause.MISSING_DATA}) if data else NOTHING


def _silent(who: Candidate, asked: OpenQuestion) -> Line:
    del who, asked
    return Line(Answer(text="", heard=False))


def _injecting(who: Candidate, asked: OpenQuestion) -> Line:
    text = who.one_of(SAID["injecting"])
    return Line(Answer(text=f"{who.of(asked, 'brief')} {text}" if who.given % 2 else text), _untold(who, asked))


def _other_language(who: Candidate, asked: OpenQuestion) -> Line:
    return Line(Answer(text=who.one_of(SAID["other_language"])), _untold(who, asked))


def _hostile(who: Candidate, asked: OpenQuestion) -> Line:
    del asked
    return Line(Answer(text=who.one_of(SAID["hostile"])))


def _contradicting(who: Candidate, asked: OpenQuestion) -> Line:
    return Line(Answer(text=who.of(asked, "contradicting")), LITTLE)


def _leaving(who: Candidate, asked: OpenQuestion) -> Line:
    if who.given <= GOOD_ANSWERS:
        return _strong(who, asked)
    return Line(Answer(text=who.one_of(SAID["leaving"])))


KINDS: Final[dict[str, Callable[[Candidate, OpenQuestion], Line]]] = {
    "strong": _strong,
    "brief": _brief,
    "rambling": _rambling,
    "off topic": _off_topic,
    "silent": _silent,
    "hostile": _hostile,
    "injecting": _injecting,
    "other language": _other_language,
    "contradicting": _contradicting,
    "leaving": _leaving,
}
