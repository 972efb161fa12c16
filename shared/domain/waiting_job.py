"""A job of a provider, and who waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.domain.engines import EngineUse
from shared.domain.interview_key import RunKey
from shared.domain.job_outcome import Gone, UnderWay
from shared.domain.limits import JOB_START_SECONDS, JOB_WAIT_DAYS
from shared.domain.tier import Tier
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.job_outcome import JobOutcome


class WaitingJob(Value):
    """A job that a task of the machine waits for. `task_token` is how the task is told.

    With project, tier and price it can be billed when its run and its interview are gone. Ids and amounts, and nothing
    that was said.
    """

    name: str
    run: RunKey
    task_token: str
    since: datetime
    project_id: str
    tier: Tier
    price: EngineUse

    def seen(self, outcome: JobOutcome, at: datetime) -> JobOutcome:
        """What the provider says of it, as it is to be taken: of a job that is being started it knows nothing yet."""
        is_young = at - self.since < timedelta(seconds=JOB_START_SECONDS)
        return UnderWay() if is_young and isinstance(outcome, Gone) else outcome

    def is_given_up(self, at: datetime) -> bool:
        """Whether it has said nothing for so long that nobody asks again."""
        return at - self.since >= timedelta(days=JOB_WAIT_DAYS)

    def use(self, at: datetime) -> EngineUse:
        """The provider says what a job costs, not how long it took: that is how long its task has waited for it."""
        waited = round((at - self.since).total_seconds(), 3)
        return self.price.model_copy(update={"seconds": waited})
