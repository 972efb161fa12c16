"""A job of a provider, and who waits for it."""

from datetime import datetime

from shared.domain.interview_key import RunKey
from shared.domain.value import Value


class WaitingJob(Value):
    """A job that a task of the machine waits for. `task_token` is how the task is told."""

    name: str
    run: RunKey
    task_token: str
    since: datetime
