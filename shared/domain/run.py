"""A run: one execution of the machine for an interview. Runs are versions; none overwrites another."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from shared.domain.engines import EngineUse, Tier
from shared.domain.interview import RunKey
from shared.domain.lane import Lane
from shared.domain.limits import MAX_INSTRUCTIONS_CHARACTERS
from shared.domain.steps import Step
from shared.domain.transcript import Engine
from shared.domain.value import Value


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


class RunRequest(Value):
    """What somebody asked of a run. Nothing set means: everything, in the lane of those who wait for it."""

    resume_from: Step | None = None
    skip_steps: tuple[Step, ...] = ()
    user_custom_instructions: str | None = Field(default=None, max_length=MAX_INSTRUCTIONS_CHARACTERS)
    lane: Lane = Lane.INTERACTIVE


class StepFailure(Value):
    """Why a step failed. `message` names no words of the interview."""

    step: Step | None
    error: str
    message: str
    remedy: str
    at: datetime


class Run(Value):
    """A run's record: what was asked, what was planned, how it went. The slots are those it was admitted to."""

    key: RunKey
    project_id: str
    tier: Tier = Tier.ESSENTIAL
    request: RunRequest = Field(default_factory=RunRequest)
    planned_steps: tuple[Step, ...]
    status: RunStatus = RunStatus.RUNNING
    completed_steps: tuple[Step, ...] = ()
    current_step: Step | None = None
    failures: tuple[StepFailure, ...] = ()
    queued_at: datetime | None = Field(default=None, description="When it came: its place among those that wait")
    started_at: datetime
    ended_at: datetime | None = None
    lane_slot: int | None = None
    organisation_slot: int | None = None
    execution_arn: str | None = None
    upload_version: str | None = Field(default=None, description="The object version of the upload that it reads")
    redrives: int = 0


class StepRecord(Value):
    """A step's state in a run. `output` is what the function answered, so that a repeat costs nothing."""

    run: RunKey
    step: Step
    status: StepStatus
    started_at: datetime
    ended_at: datetime | None = None
    attempts: int = 1
    uses: tuple[EngineUse, ...] = ()
    engine: Engine | None = None
    warnings: tuple[str, ...] = ()
    output: dict[str, Any] | None = None
    failure: StepFailure | None = None

    @property
    def engine_calls(self) -> int:
        """How many calls were made and paid, over all attempts."""
        return sum(use.calls for use in self.uses)

    @property
    def seconds(self) -> float | None:
        """How long the last attempt took; None while it runs."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None


class StepUse(Value):
    """What a model has used for a step, over all runs; `step` is None for what was used around the steps."""

    step: Step | None
    use: EngineUse


class UploadOutcome(StrEnum):
    """What became of an uploaded object. `ERASED` ones came after their interview was erased; none is on record."""

    STARTED = "started"
    REJECTED = "rejected"
    ERASED = "erased"


class UploadRecord(Value):
    """The outcome of one uploaded object, by its version. `run` is the run that reads it."""

    key: str
    version: str
    outcome: UploadOutcome
    run: int | None = None
    reason: str | None = None
    at: datetime


class UpdateReason(StrEnum):
    """Why results that were complete have changed. Corrections by people have reasons of their own."""

    RERUN = "rerun"
    RESUMED = "resumed"
    INSTRUCTIONS = "instructions"
    REDRIVEN = "redriven"


def update_reason(run: Run, earlier: Sequence[Run]) -> UpdateReason | None:
    """Why a run that succeeds changes results that were complete; None when none of the earlier ones has succeeded."""
    if not any(one.status is RunStatus.SUCCEEDED for one in earlier):
        return None
    if earlier[-1].status is not RunStatus.SUCCEEDED:
        return UpdateReason.REDRIVEN
    if run.request.user_custom_instructions:
        return UpdateReason.INSTRUCTIONS
    return UpdateReason.RESUMED if run.request.resume_from else UpdateReason.RERUN
