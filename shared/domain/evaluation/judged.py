"""What a scorer says of an answer."""

from pydantic import Field

from shared.domain.evaluation.evaluation import MAX_STATEMENT_CHARACTERS, Points, Share
from shared.domain.value import Value


class Judged(Value):
    """What a scorer says of one answer. None of it is taken without a quote that stands in the answer.

    `met` and `unmet` are numbers of the rubric's criteria, from 0. `communication` and `definiteness` are 0 to 10.
    """

    question_id: str
    score: Points
    communication: Points
    definiteness: Points
    confidence: Share
    rationale: str = Field(max_length=MAX_STATEMENT_CHARACTERS)
    feedback: str = Field(max_length=MAX_STATEMENT_CHARACTERS)
    quotes: tuple[str, ...] = ()
    met: tuple[int, ...] = ()
    unmet: tuple[int, ...] = ()
    red_flag: str | None = Field(default=None, max_length=MAX_STATEMENT_CHARACTERS)
