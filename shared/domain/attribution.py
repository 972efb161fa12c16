"""What an interview says to the questions of its project."""

from enum import StrEnum

from shared.domain.value import Value


class AnswerStatus(StrEnum):
    """Whether a project question was asked, and whether what was said answers it."""

    ANSWERED = "answered"
    NOT_ANSWERED = "not_answered"
    NOT_ASKED = "not_asked"


class AnswerAttribution(Value):
    """What the interview says to a project question. `evidence_ids` is empty unless `ANSWERED`."""

    question_id: str
    status: AnswerStatus
    summary: str
    evidence_ids: tuple[str, ...]
    confidence: float
