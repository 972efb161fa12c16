"""What is said of an interview at its end, in the shape of seed 001."""

from typing import Annotated, Literal

from pydantic import Field

from shared.domain.session.outward import Outward

Points = Annotated[float, Field(ge=0, le=10)]


class Scores(Outward):
    """First scores, each 0 to 10; 0 as well where there is none yet."""

    communication: Points = 0
    content: Points = 0
    confidence: Points = 0


class FinalScores(Scores):
    """Those of the whole interview. `overall` is their mean."""

    overall: Points = 0


class FeedbackPayload(Outward):
    """What is said at the end."""

    kind: Literal["feedback"] = "feedback"
    end_of_interview: Literal[True] = True
    summary: str
    strengths: tuple[str, ...]
    improvements: tuple[str, ...]
    scores: FinalScores
    skill_gaps: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
