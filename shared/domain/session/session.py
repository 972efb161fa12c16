"""A live interview while it lasts: what must be known to take the next turn, and no more.

What was said is kept turn by turn beside it, so that a turn costs the same however long the interview has lasted.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import Field

from shared.domain.interview_key import InterviewKey
from shared.domain.limits import ABANDONED_MINUTES
from shared.domain.session.action import ActionType
from shared.domain.session.feedback import FeedbackPayload
from shared.domain.session.phase import Phase
from shared.domain.session.status import EndReason, Outcome, SessionStatus
from shared.domain.session.wording import NOTHING_SAID
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.session.plan import PlannedQuestion, SessionPlan


class QuestionProgress(Value):
    """How far a question has come. `value` is the best that its answers gave, 0 to 1."""

    question_id: str
    outcome: Outcome = Outcome.WAITING
    follow_ups: int = 0
    clarifications: int = 0
    value: float = 0.0
    learned: tuple[str, ...] = ()


class Exchange(Value):
    """A question and its answer, cut to what who decides needs to read."""

    asked: str
    answered: str


class OpenQuestion(Value):
    """What waits for an answer now."""

    question_id: str
    text: str
    action: ActionType


class Session(Value):
    """A session. `turn` is the number of the answer that is awaited, from 1; `version` counts its writes.

    `said` holds marks of what the interviewer has asked, so that nothing is asked twice: they fill places that were
    there from the start. `feedback` is what who has practised was told at the end, kept as it was told.
    """

    organisation_id: str
    interview_id: str
    status: SessionStatus = SessionStatus.IN_PROGRESS
    version: int = 1
    turn: int = 1
    open: OpenQuestion | None
    progress: tuple[QuestionProgress, ...]
    misheard: int = Field(default=0, description="In a row")
    hostile: int = 0
    offers_text: bool = False
    said: str = NOTHING_SAID
    recent: tuple[Exchange, ...] = ()
    summary: str = ""
    insights: tuple[str, ...] = ()
    score_sum: float = 0.0
    scores: int = 0
    started_at: datetime
    last_turn_at: datetime
    idle_minutes: int = Field(default=ABANDONED_MINUTES, description="Without a turn; then it is abandoned")
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    feedback: FeedbackPayload | None = None

    @property
    def key(self) -> InterviewKey:
        """The interview that it is."""
        return InterviewKey(organisation_id=self.organisation_id, interview_id=self.interview_id)

    @property
    def is_open(self) -> bool:
        """Whether it takes a turn."""
        return self.status is SessionStatus.IN_PROGRESS

    @property
    def idle_at(self) -> datetime:
        """When it counts as abandoned, if no turn is taken until then."""
        return self.last_turn_at + timedelta(minutes=self.idle_minutes)

    @property
    def current(self) -> QuestionProgress | None:
        """How far the open question has come."""
        return self.of(self.open.question_id) if self.open else None

    def of(self, question_id: str) -> QuestionProgress:
        """How far that question of the plan has come."""
        return next(progress for progress in self.progress if progress.question_id == question_id)

    def waiting(self, plan: "SessionPlan") -> tuple["PlannedQuestion", ...]:
        """The questions that were not asked yet, in the plan's order."""
        waits = {p.question_id for p in self.progress if p.outcome is Outcome.WAITING}
        return tuple(question for question in plan.questions if question.id in waits)

    def phase(self, plan: "SessionPlan") -> Phase:
        """The phase of the open question; the last one when none is open."""
        return plan.question(self.open.question_id).phase if self.open else Phase.WRAP_UP

    def ends_at(self, plan: "SessionPlan") -> datetime:
        """When its time is spent."""
        return self.started_at + timedelta(minutes=plan.budget.minutes)
