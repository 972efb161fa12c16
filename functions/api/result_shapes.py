"""What the API says of an interview's results: thin, and the parts that are asked for."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field

from functions.api.interview_shapes import TotalsShape
from functions.api.shapes import Shape
from shared.domain.attribution import AnswerStatus
from shared.domain.decision import Decided, RecruiterDecision
from shared.domain.evaluation.evaluation import Dimension, Recommendation
from shared.domain.interview_status import InterviewStatus
from shared.domain.role import Role
from shared.domain.session.plan_kinds import QuestionKind
from shared.domain.steps import Step


class Part(StrEnum):
    """What `include` can name."""

    TRANSCRIPT = "transcript"
    EVIDENCE = "evidence"
    THEMES = "themes"
    PERSONAS = "personas"
    ANSWERS = "answers"
    PEOPLE = "people"
    EVALUATION = "evaluation"
    COSTS = "costs"


class SegmentShape(Shape):
    """A stretch of one speaker's speech."""

    index: int
    speaker: str
    start_seconds: float
    end_seconds: float
    text: str
    confidence: float | None


class SpeakerShape(Shape):
    """A voice."""

    label: str
    role: Role
    name: str | None


class EngineShape(Shape):
    """Who made it. What is a draft wants a person's eye."""

    name: str
    version: str
    draft: bool


class TranscriptShape(Shape):
    """What was said. `timed` is false when the times are estimated."""

    language: str
    language_confidence: float | None
    duration_seconds: float
    timed: bool
    engine: EngineShape
    warnings: tuple[str, ...]
    speakers: tuple[SpeakerShape, ...]
    segments: tuple[SegmentShape, ...]


class EvidenceShape(Shape):
    """A verbatim quote, and where it was said."""

    id: str
    quote: str
    gist: str
    topic: str
    speaker: str
    person_id: str | None
    segment_index: int
    start_seconds: float
    end_seconds: float
    confidence: float


class ThemeShape(Shape):
    """A finding, and the evidence that it stands on."""

    id: str
    name: str
    statement: str
    inclusion_criteria: str
    evidence_ids: tuple[str, ...]


class PersonShape(Shape):
    """Somebody who speaks."""

    id: str
    speaker: str
    name: str | None
    role: str | None
    organisation: str | None


class PersonaShape(Shape):
    """The persona of a person; a proposed one is none of the project's."""

    person_id: str
    persona_id: str
    persona_name: str
    proposed: bool
    confidence: float
    evidence_ids: tuple[str, ...]
    reason: str


class AnswerShape(Shape):
    """What the interview says to a question of the project."""

    question_id: str
    status: AnswerStatus
    summary: str
    evidence_ids: tuple[str, ...]
    confidence: float


class AnswerScoreShape(Shape):
    """An answer to a question of ours. Its score, of 10, is null where the evidence does not carry one."""

    question_id: str
    question: str
    kind: QuestionKind
    turns: tuple[int, ...]
    score: float | None
    communication: float | None
    definiteness: float | None
    confidence: float
    rationale: str
    feedback: str
    rubric: tuple[str, ...]
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    quotes: tuple[str, ...]
    evidence_ids: tuple[str, ...]
    red_flag: str | None


class StatementShape(Shape):
    """A strength, a weakness, a red flag, a gap or a next step, and what it rests on."""

    text: str
    question_ids: tuple[str, ...]
    evidence_ids: tuple[str, ...]


class EvaluationShape(Shape):
    """What the answers of a live interview come to, of 100. `gate` says why nothing is recommended. A human decides."""

    overall: int | None
    scores: dict[Dimension, int]
    recommendation: Recommendation
    gate: str | None
    confidence: float
    answers: tuple[AnswerScoreShape, ...]
    strengths: tuple[StatementShape, ...]
    weaknesses: tuple[StatementShape, ...]
    red_flags: tuple[StatementShape, ...]
    skill_gaps: tuple[StatementShape, ...]
    next_steps: tuple[str, ...]
    steps_rest_on: tuple[StatementShape, ...] = Field(description="The next steps, each with what it rests on")
    summary: str
    abandoned: bool
    engine: EngineShape
    prompt_version: str


class DecidedShape(Shape):
    """What a recruiter has decided: by whom, and why."""

    decision: Decided
    by: str
    reason: str
    at: datetime

    @classmethod
    def of(cls, made: RecruiterDecision) -> Self:
        """As those see it who may read results."""
        return cls(decision=made.decided, by=made.by, reason=made.reason, at=made.at)


class UseShape(Shape):
    """What calls of a model have used, and cost."""

    provider: str
    model: str
    kind: str
    calls: int
    tokens_in: int
    tokens_out: int
    audio_seconds: float
    characters: int
    price_usd: float


class CostsShape(Shape):
    """Over all runs. `aws_usd` is the part of `price_usd` that is an estimate of AWS's own."""

    price_usd: float
    aws_usd: float
    uses: tuple[UseShape, ...]


class Results(Shape):
    """The results in sight. A part is null unless `include` names it. `stale_steps` rest on older inputs."""

    interview_id: str
    status: InterviewStatus
    summary: str | None
    totals: TotalsShape | None
    stale_steps: tuple[Step, ...]
    transcript: TranscriptShape | None = None
    evidence: tuple[EvidenceShape, ...] | None = None
    themes: tuple[ThemeShape, ...] | None = None
    people: tuple[PersonShape, ...] | None = None
    personas: tuple[PersonaShape, ...] | None = None
    answers: tuple[AnswerShape, ...] | None = None
    evaluation: EvaluationShape | None = None
    decision: DecidedShape | None = Field(default=None, description="A recruiter's; shown with the evaluation.")
    costs: CostsShape | None = None
