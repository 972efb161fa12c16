"""What the API says of runs, and of how far an interview has come."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from functions.api.fields import TEXT
from functions.api.shapes import Shape
from shared.domain.interview import Interview
from shared.domain.interview_status import InterviewStatus
from shared.domain.limits import MAX_INSTRUCTIONS_CHARACTERS
from shared.domain.run import Run, RunRequest
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step

# The last step always runs.
SkippedStep = Literal[Step.UPLOAD, Step.EVIDENCE, Step.INSIGHTS, Step.PERSONAS, Step.ANSWERS, Step.EVALUATION]
FINAL = (InterviewStatus.COMPLETED, InterviewStatus.FAILED, InterviewStatus.REJECTED)


class RunAsked(Shape):
    """Another run. Without a step it goes on from the first that the last run did not complete."""

    resume_from: Step | None = None
    skip_steps: tuple[SkippedStep, ...] = Field(default=(), max_length=len(Step))
    user_custom_instructions: str | None = Field(default=None, max_length=MAX_INSTRUCTIONS_CHARACTERS, pattern=TEXT)

    @property
    def request(self) -> RunRequest:
        """In the words of the domain."""
        return RunRequest(
            resume_from=self.resume_from,
            skip_steps=tuple(step for step in Step if step in self.skip_steps),
            user_custom_instructions=self.user_custom_instructions,
        )


class FailureShape(Shape):
    """Why a step failed, and what helps."""

    step: Step | None
    error: str
    message: str
    remedy: str
    at: datetime


class RunShape(Shape):
    """A run of an interview: a version of its results."""

    run: int
    status: RunStatus
    planned_steps: tuple[Step, ...]
    completed_steps: tuple[Step, ...]
    current_step: Step | None
    failures: tuple[FailureShape, ...]
    resume_from: Step | None
    skip_steps: tuple[Step, ...]
    user_custom_instructions: str | None
    started_at: datetime
    ended_at: datetime | None


class Runs(Shape):
    """All runs of an interview, the first one first."""

    items: tuple[RunShape, ...]


class RunBegun(Shape):
    """The run, which goes on by itself."""

    interview_id: str
    run: int
    status: RunStatus


class Status(Shape):
    """How far an interview has come. `is_final` when nothing more happens by itself."""

    interview_id: str
    status: InterviewStatus
    is_final: bool
    run: RunShape | None
    reason: str | None
    updated_at: datetime


def shown(run: Run) -> RunShape:
    """The run as its organisation sees it."""
    return RunShape(
        run=run.key.run,
        status=run.status,
        planned_steps=run.planned_steps,
        completed_steps=run.completed_steps,
        current_step=run.current_step,
        failures=tuple(FailureShape.model_validate(failure) for failure in run.failures),
        resume_from=run.request.resume_from,
        skip_steps=run.request.skip_steps,
        user_custom_instructions=run.request.user_custom_instructions,
        started_at=run.started_at,
        ended_at=run.ended_at,
    )


def status_of(interview: Interview, run: Run | None) -> Status:
    """How far the interview has come, by its last run."""
    return Status(
        interview_id=interview.id,
        status=interview.status,
        is_final=interview.status in FINAL,
        run=shown(run) if run else None,
        reason=interview.reason,
        updated_at=interview.updated_at,
    )
