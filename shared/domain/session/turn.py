"""A turn: a question, its answer, and what the interviewer made of it. Each is kept, from the moment it is answered."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from shared.domain.billed import Billed
from shared.domain.session.action import ActionType
from shared.domain.session.answer import Answer, Considered
from shared.domain.session.limits import MAX_CLIENT_TURN_ID_CHARACTERS
from shared.domain.session.phase import Phase
from shared.domain.session.session import OpenQuestion
from shared.domain.session.status import EndReason
from shared.domain.value import Value

CLIENT_TURN_ID = rf"^[A-Za-z0-9_-]{{1,{MAX_CLIENT_TURN_ID_CHARACTERS}}}$"


class TurnStatus(StrEnum):
    """`RECEIVED`: the answer is kept, and nothing was said to it yet. A repeat goes on from there."""

    RECEIVED = "received"
    ANSWERED = "answered"


class Decision(Value):
    """What the interviewer does after an answer, and every reason for it, so that it can be followed afterwards."""

    action: ActionType
    question_id: str | None
    reasons: tuple[str, ...]
    phase: Phase
    phase_changes: bool = False
    ends: EndReason | None = None

    @property
    def reasoning(self) -> str:
        """The reasons as one text."""
        return "; ".join(self.reasons)


class Reply(Value):
    """What the interviewer says next. `text` is all of it; `question` the part that asks, None at the end."""

    text: str
    question: OpenQuestion | None
    decision: Decision

    @property
    def goes_on(self) -> bool:
        """Whether an answer is awaited."""
        return self.question is not None

    @property
    def is_for_everybody(self) -> bool:
        """Whether none of its words can be the candidate's: a question of the plan, or the end."""
        return self.decision.action in {ActionType.NEW_QUESTION, ActionType.CONCLUDE}


class Turn(Value):
    """Turn `number` of a session. `reply` and `considered` are set once it is answered.

    `notes` say what came in the way: who stood in for whom, and why something was not heard. `bill` is what it used, so
    that the sums can be brought up from it where its entries were lost.
    """

    number: int = Field(ge=1)
    client_turn_id: str = Field(pattern=CLIENT_TURN_ID)
    asked: OpenQuestion
    asked_at: datetime
    answer: Answer
    received_at: datetime
    status: TurnStatus = TurnStatus.RECEIVED
    considered: Considered | None = None
    reply: Reply | None = None
    replied_at: datetime | None = None
    notes: tuple[str, ...] = ()
    bill: tuple[Billed, ...] = ()

    @property
    def is_unheard(self) -> bool:
        """Whether its sound was kept, and nobody has come to hear it."""
        kept = self.status is TurnStatus.RECEIVED and self.answer.audio_key is not None
        return kept and not self.answer.is_understood
