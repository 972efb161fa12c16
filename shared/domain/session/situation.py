"""What a decision weighs: where the session stands, what was answered, and what is left of turns and time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from shared.domain.session.action import ActionType
from shared.domain.session.answer import ANSWERED
from shared.domain.session.required_data import told
from shared.domain.session.wording import mark_of

if TYPE_CHECKING:
    from shared.domain.session.answer import Answer, Considered
    from shared.domain.session.plan import PlannedQuestion, SessionPlan
    from shared.domain.session.session import QuestionProgress, Session

SECONDS_OF_A_TURN: Final = 90.0  # what is reckoned for a question and its answer, thinking and all


class Situation(NamedTuple):
    """A session at an answer."""

    session: Session
    plan: SessionPlan
    answer: Answer
    considered: Considered
    now: datetime

    @property
    def question(self) -> PlannedQuestion:
        """The open question of the plan."""
        return self.plan.question(self.progress.question_id)

    @property
    def progress(self) -> QuestionProgress:
        """How far it has come, before this answer."""
        if self.session.current is None:
            raise AssertionError("a session that takes a turn has an open question")
        return self.session.current

    @property
    def waiting(self) -> tuple[PlannedQuestion, ...]:
        """What was not asked yet."""
        return self.session.waiting(self.plan)

    @property
    def turns_left(self) -> int:
        """After this one."""
        return self.plan.budget.turns - self.session.turn

    @property
    def seconds_left(self) -> float:
        """Of the session's time."""
        return (self.session.ends_at(self.plan) - self.now).total_seconds()

    @property
    def room(self) -> int:
        """How many more turns fit, by turns and by time."""
        return max(0, min(self.turns_left, int(self.seconds_left // SECONDS_OF_A_TURN)))

    @property
    def needed(self) -> int:
        """How many turns the required questions still take."""
        return sum(question.required for question in self.waiting)

    def is_over(self, section: str) -> bool:
        """Whether the time that the plan gives the section is spent."""
        ends = self.plan.minutes_until_after(section)
        return ends is not None and self.now - self.session.started_at >= timedelta(minutes=ends)

    @property
    def missing(self) -> tuple[str, ...]:
        """Data that the open question must yield and has not, this answer reckoned."""
        known = {*self.progress.learned, *self.told}
        return tuple(data for data in self.question.required_data if data not in known)

    @property
    def told(self) -> tuple[str, ...]:
        """The data that this answer gave."""
        return told(self.answer, self.considered, self.session)

    @property
    def wants_more(self) -> bool:
        """Whether the engine would follow up on an answer."""
        return self.considered.kind in ANSWERED and self.considered.proposes is ActionType.ASK_FOLLOWUP

    @property
    def follow_ups_left(self) -> int:
        """Of the open question, where the turns and the time have room for them."""
        left = self.question.max_follow_ups - self.progress.follow_ups
        return left if self.room > self.needed else 0

    @property
    def ruled(self) -> bool:
        """Whether the plan has a follow-up for what the answer lacks that was not asked yet."""
        rules = (rule for rule in self.question.follow_ups if rule.when in self.considered.lacks)
        return any(mark_of(rule.ask) not in self.session.said for rule in rules)

    @property
    def value(self) -> float:
        """What the answers to the open question have given at best."""
        return max(self.progress.value, self.considered.value)
