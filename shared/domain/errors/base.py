"""What every named error is, and those that can meet any function."""

from typing import ClassVar


class ParleyError(Exception):
    """Something named went wrong. `remedy` says what the reader can do about it."""

    remedy: ClassVar[str] = "see the runbook"

    def __init__(self, message: str, *, field: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.advice = remedy or type(self).remedy

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        return f"{where}{self.message} ({self.advice})"


class InvalidInput(ParleyError):
    """The caller must change something; trying again cannot help."""


class TransientError(ParleyError):
    """Trying again later can help; the state machine does so by itself."""

    remedy = "it is tried again by itself; if it persists, redrive the run"


class Conflict(ParleyError):
    """The request is right, but not now."""


class InvalidRequest(InvalidInput):
    """A field of a request has a value that cannot be used."""

    remedy = "correct the field and send it again"


class UnknownRun(InvalidInput):
    """The interview has no run of that number."""

    remedy = "list them with `parley runs ID`"


class UnknownStep(InvalidInput):
    """No such step."""

    remedy = "use upload, evidence, insights, personas, answers, evaluation or finalize"


class MissingStepInput(InvalidInput):
    """A chosen step needs the output of another that was never produced."""

    remedy = "resume from an earlier step, or do not skip it"


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
