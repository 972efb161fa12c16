"""What goes wrong while a run is under way: storage, the workflow, ourselves."""

from shared.domain.errors.base import ParleyError, TransientError


class StorageThrottled(TransientError):
    """The table or the bucket asks for patience."""


class WorkflowUnavailable(TransientError):
    """Step Functions did not accept the request."""


class StepDied(ParleyError):
    """The function ended before it could answer: killed, out of memory or out of time."""

    remedy = "redrive the run from this step"


class RunFailed(ParleyError):
    """At least one step of the run failed; which and why is on the run's record."""

    remedy = "see `parley show ID`, then `parley redrive ID`"


class AnalyticsUnavailable(ParleyError):
    """Product analytics did not take an event. No run fails for it; the event is handed over again."""

    remedy = "it is tried again by itself; see the runbook"


class InternalError(ParleyError):
    """A fault of ours. The cause is in the log of the function, under its request id."""

    remedy = "see `parley logs ID` and the runbook"
