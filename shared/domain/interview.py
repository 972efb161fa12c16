"""An interview: a recording or a ready transcript, its state, and which run each of its results comes from."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from shared.domain.candidate import Candidate, CandidateLink
from shared.domain.decision import RecruiterDecision
from shared.domain.engines import Tier
from shared.domain.errors import InvalidRequest
from shared.domain.lane import Lane
from shared.domain.resource import IDENTIFIER
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from shared.domain.transcript import Role
from shared.domain.value import Value


class InterviewStatus(StrEnum):
    """Where an interview stands. `IN_PROGRESS` ones are being held; a moment after that their transcript is awaited.

    `QUEUED` ones have a run that waits for a slot.

    `REJECTED` ones have a recording that cannot be used. Of `DELETING` and `DELETED` ones a tombstone is left, which
    no list has. The others can be redriven.
    """

    AWAITING_UPLOAD = "awaiting_upload"
    IN_PROGRESS = "in_progress"
    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    REJECTED = "rejected"
    DELETING = "deleting"
    DELETED = "deleted"


class InterviewMode(StrEnum):
    """How an interview comes to its words: a recording or a ready transcript is sent, or we hold it live."""

    RECORDING = "recording"
    LIVE = "live"


class StepPointer(Value):
    """The run whose output readers see for a step, the runs its inputs came from, and the output: references only.

    A resume reads it, so that it works after the step's state has expired.
    """

    run: int
    inputs: dict[Step, int] = Field(default_factory=dict)
    output: dict[str, Any] = Field(default_factory=dict)


class SpeakerEdit(Value):
    """A person's correction of a voice: a name, a role, or `merge_into` another label."""

    label: str
    name: str | None = None
    role: Role | None = None
    merge_into: str | None = None


class InterviewTotals(Value):
    """Counts for lists, written by `finalize`."""

    segments: int = 0
    evidence: int = 0
    themes: int = 0
    people: int = 0
    answered: int = 0
    questions: int = 0
    audio_seconds: float = 0.0


class Interview(Value):
    """An interview. `last_run` is 0 before the first run; `active_run` is set while one is under way."""

    organisation_id: str = Field(pattern=IDENTIFIER)
    id: str = Field(pattern=IDENTIFIER)
    project_id: str = Field(pattern=IDENTIFIER)
    title: str = ""
    status: InterviewStatus = InterviewStatus.AWAITING_UPLOAD
    language_hint: str | None = None
    tier: Tier = Tier.ESSENTIAL
    lane: Lane = Lane.INTERACTIVE
    mode: InterviewMode = InterviewMode.RECORDING
    created_at: datetime
    updated_at: datetime
    last_run: int = 0
    active_run: int | None = None
    pointers: dict[Step, StepPointer] = Field(default_factory=dict)
    speaker_edits: tuple[SpeakerEdit, ...] = ()
    totals: InterviewTotals | None = None
    decision: RecruiterDecision | None = None
    candidate: Candidate | None = None
    link: CandidateLink | None = None
    job_description_id: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict, description="A parent platform's own, handed back as it is")
    reason: str | None = Field(default=None, description="Why it was rejected or failed: an error name and its message")

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that its runs can have, in the machine's order."""
        return tuple(Step) if self.mode is InterviewMode.LIVE else STEPS_OF_RECORDINGS

    @property
    def key(self) -> "InterviewKey":
        """What names it."""
        return InterviewKey(organisation_id=self.organisation_id, interview_id=self.id)

    def run_key(self, number: int) -> "RunKey":
        """What names its run `number`."""
        return self.key.run(number)


def stale_steps(interview: Interview) -> tuple[Step, ...]:
    """The steps in sight whose inputs have been made anew since."""
    current = {step: pointer.run for step, pointer in interview.pointers.items()}
    return tuple(
        step
        for step, pointer in interview.pointers.items()
        if any(run < current.get(needed, run) for needed, run in pointer.inputs.items())
    )


class InterviewKey(Value):
    """Names an interview. Nothing is read or written without the organisation."""

    organisation_id: str
    interview_id: str

    def run(self, number: int) -> "RunKey":
        """What names the interview's run `number`."""
        return RunKey(organisation_id=self.organisation_id, interview_id=self.interview_id, run=number)


class RunKey(Value):
    """Names a run of an interview."""

    organisation_id: str
    interview_id: str
    run: int

    @property
    def interview(self) -> InterviewKey:
        """The interview of the run."""
        return InterviewKey(organisation_id=self.organisation_id, interview_id=self.interview_id)

    @property
    def execution_name(self) -> str:
        """The name of the run's execution, so that a second start of the same run is impossible."""
        return f"{self.interview_id}-r{self.run}"


def upload_key(interview: InterviewKey) -> str:
    """The object key of an interview's upload in the media bucket."""
    return f"{interview.organisation_id}/{interview.interview_id}/upload"


def parse_upload_key(key: str) -> InterviewKey:
    """The interview of an upload's object key, or `InvalidRequest`."""
    match key.split("/"):
        case [organisation_id, interview_id, "upload"] if organisation_id and interview_id:
            return InterviewKey(organisation_id=organisation_id, interview_id=interview_id)
    raise InvalidRequest("not the key of an upload", field="key")


class RunInput(RunKey):
    """What the input of every step begins with. Step functions extend it."""

    @property
    def key(self) -> RunKey:
        """The run, without whatever else the input holds."""
        return self.interview.run(self.run)
