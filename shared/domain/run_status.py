"""Where runs and their steps stand, and what became of an upload."""

from enum import StrEnum


class RunStatus(StrEnum):
    """Where a run stands. `QUEUED` waits for a slot; `STOPPED` and `TIMED_OUT` ended from outside."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"
    TIMED_OUT = "timed_out"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens by itself."""
        return self not in (RunStatus.QUEUED, RunStatus.RUNNING)


class StepStatus(StrEnum):
    """Where a step stands in a run."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


class UploadOutcome(StrEnum):
    """What became of an uploaded object. `ERASED` ones came after their interview was erased; none is on record."""

    STARTED = "started"
    REJECTED = "rejected"
    ERASED = "erased"
