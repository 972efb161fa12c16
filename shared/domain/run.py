"""A run: one execution of the machine for an interview. Runs are versions; none overwrites another."""

from datetime import datetime

from pydantic import Field

from shared.domain.interview_key import RunKey
from shared.domain.lane import Lane
from shared.domain.limits import MAX_INSTRUCTIONS_CHARACTERS
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step
from shared.domain.tier import Tier
from shared.domain.value import Value


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
