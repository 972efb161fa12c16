"""An interview: a recording or a ready transcript, its state, and which run each of its results comes from."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import Field

from shared.domain.candidate import Candidate, CandidateLink
from shared.domain.decision import RecruiterDecision
from shared.domain.identifier import IDENTIFIER
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewMode, InterviewStatus
from shared.domain.lane import Lane
from shared.domain.role import Role
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from shared.domain.tier import Tier
from shared.domain.totals import InterviewTotals
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.interview_key import RunKey


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
