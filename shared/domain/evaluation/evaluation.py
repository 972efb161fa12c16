"""What an evaluation says of a live interview: scores that each name their evidence, and what follows from them.

A score says how well an answer meets the rubric of its question, and nothing of who gave it: voice, emotion, accent and
background are judged nowhere.
"""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from shared.domain.made_by import Engine
from shared.domain.session.plan_kinds import QuestionKind
from shared.domain.value import Value

MAX_POINTS: Final = 10.0  # of an answer
WHOLE: Final = 100  # of an interview
MAX_STATEMENTS: Final = 6  # of each list: strengths, weaknesses, …
MAX_STATEMENT_CHARACTERS: Final = 500
MAX_QUOTES: Final = 4  # of an answer
MAX_QUOTE_CHARACTERS: Final = 400
MAX_ANSWER_CHARACTERS: Final = 20_000  # that a scorer reads of the answers to one question

Points = Annotated[float, Field(ge=0, le=MAX_POINTS)]
Percent = Annotated[int, Field(ge=0, le=WHOLE)]
Share = Annotated[float, Field(ge=0, le=1)]


class Recommendation(StrEnum):
    """What the scores come to. A human decides."""

    HIGHLY_RECOMMENDED = "highly_recommended"
    RECOMMENDED = "recommended"
    CONSIDER = "consider"
    NOT_RECOMMENDED = "not_recommended"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"


class Dimension(StrEnum):
    """What is scored. `confidence` is how definite and complete answers are, in words: never how a voice sounds."""

    TECHNICAL = "technical"
    BEHAVIORAL = "behavioral"
    COMMUNICATION = "communication"
    CONTENT = "content"
    CONFIDENCE = "confidence"


class AnswerScore(Value):
    """An answer, scored. `score` is None where the evidence does not carry one: insufficient evidence.

    `rubric` is what a good answer contains, `quotes` are verbatim, `evidence_ids` the evidence units they lie in, or
    `turn-3` where nothing that was said in turn 3 became one.
    """

    question_id: str
    question: str
    kind: QuestionKind
    turns: tuple[int, ...] = Field(description="The numbers of the turns that the answer was given in")
    score: Points | None
    communication: Points | None = None
    definiteness: Points | None = None
    confidence: Share = 0.0
    rationale: str = ""
    feedback: str = ""
    rubric: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    evidence_ids: tuple[str, ...] = ()
    red_flag: str | None = None


def evidence_of_turn(number: int) -> str:
    """What names a turn as evidence: `turn-3`."""
    return f"turn-{number}"


class Statement(Value):
    """A strength, a weakness, a red flag, a gap or a next step, and what it rests on."""

    text: str = Field(max_length=MAX_STATEMENT_CHARACTERS)
    question_ids: tuple[str, ...] = ()
    evidence_ids: tuple[str, ...] = ()


class Evaluation(Value):
    """The whole. Numbers are of 100; None where no answer carries one. `gate` says why there is no recommendation."""

    overall: Percent | None
    scores: dict[Dimension, Percent]
    recommendation: Recommendation
    gate: str | None = None
    confidence: Share
    answers: tuple[AnswerScore, ...]
    strengths: tuple[Statement, ...] = ()
    weaknesses: tuple[Statement, ...] = ()
    red_flags: tuple[Statement, ...] = ()
    skill_gaps: tuple[Statement, ...] = ()
    next_steps: tuple[str, ...] = ()
    steps_rest_on: tuple[Statement, ...] = Field(default=(), description="The next steps, each with what it rests on")
    summary: str = ""
    abandoned: bool = False
    engine: Engine
    prompt_version: str

    @property
    def by_turn(self) -> dict[int, AnswerScore]:
        """By the number of each turn what its answer came to: follow-ups and all, an answer is scored as a whole."""
        return {turn: answer for answer in self.answers for turn in answer.turns}
