"""What a model is to answer about an answer. Nothing is bounded here: bounds are kept where it becomes a value."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.session.action import ActionType
from shared.domain.session.answer import AnswerKind
from shared.domain.session.plan_kinds import FollowUpCause

Amount = Annotated[float, Field(allow_inf_nan=False)]


class LearnedDatum(BaseModel):
    """A datum of the question by its number, and the words of the answer that tell it."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    n: int
    quote: str


class ConsideredAnswer(BaseModel):
    """To consider_answer."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    kind: AnswerKind
    value: Amount
    action: ActionType
    say: str | None
    why: str
    lacks: list[FollowUpCause]
    learned: list[LearnedDatum]
    score: Amount | None
    feedback: str
    summary: str
    insight: str | None
