"""What the API says of an interview."""

from datetime import datetime
from typing import Annotated, Final, Literal, Self

from pydantic import ConfigDict, Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from functions.api.fields import NUMBER, Email, Identifier, Language, Metadata, Name
from functions.api.pages import PageShape
from functions.api.shapes import Shape
from shared.domain.candidate import Candidate
from shared.domain.interview import Interview
from shared.domain.interview_status import InterviewMode, InterviewStatus
from shared.domain.limits import LINK_DAYS, MAX_LINK_DAYS
from shared.domain.tier import Tier
from shared.domain.totals import InterviewTotals
from shared.usecases.begin_interview import InterviewPlan

LinkDays = Annotated[int, Field(ge=1, le=MAX_LINK_DAYS, description="For how many days the link is valid."), NUMBER]
# A type that browsers and phones give a recording, or that a ready transcript has.
RECORDINGS: Final = (
    "audio/wav", "audio/x-wav", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/ogg", "audio/webm",
    "audio/flac", "video/mp4", "video/webm",
)  # fmt: skip
TRANSCRIPTS: Final = ("application/json", "text/vtt", "application/x-subrip", "text/plain")
RecordingType = Literal[
    "audio/wav", "audio/x-wav", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/ogg", "audio/webm",
    "audio/flac", "video/mp4", "video/webm",
]  # fmt: skip
MediaType = RecordingType | Literal["application/json", "text/vtt", "application/x-subrip", "text/plain"]


class CandidateShape(Shape):
    """Who is interviewed. `external_id` is what you call them."""

    name: Name = Field(examples=["Ann Example"])
    email: Email = Field(examples=["ann@example.org"])
    external_id: Identifier | None = None


def named(given: object) -> object:
    """What is given for something that may be left out. Raises ValueError for a null."""
    if given is None:
        raise ValueError("leave it out, or name one")
    return given


class PlanShape(Shape):
    """What every interview that is begun may say. It names a project, a job description, or both."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["project_id"]}, {"required": ["job_description_id"]}]}
    )

    project_id: Identifier | SkipJsonSchema[None] = Field(
        default=None, description="Its questions are what the interview is to answer."
    )
    job_description_id: Identifier | SkipJsonSchema[None] = Field(
        default=None, description="The job. Without a project, the job's own questions are what is to be answered."
    )
    title: Name | Literal[""] = ""
    language: Language | None = Field(default=None, description="BCP 47: `en`, `en-IN`; detected when it is not named.")
    tier: Tier = Field(default=Tier.ESSENTIAL, description="Which engines work on it.")
    metadata: Metadata = Field(default_factory=dict)

    @field_validator("project_id", "job_description_id", mode="before")
    @classmethod
    def _is_left_out_or_named(cls, given: object) -> object:
        return named(given)

    @model_validator(mode="after")
    def _is_for_something(self) -> Self:
        if not any(self.subjects):
            raise ValueError("name a project or a job description")
        return self

    @property
    def subjects(self) -> tuple[str | None, ...]:
        """What it may be for."""
        return self.project_id, self.job_description_id

    def plan(self, *, candidate: CandidateShape | None = None, link_days: int = 0) -> InterviewPlan:
        """In the words of the domain."""
        return InterviewPlan(
            project_id=self.project_id,
            job_description_id=self.job_description_id,
            title=self.title,
            language_hint=self.language,
            tier=self.tier,
            metadata=self.metadata,
            candidate=Candidate(**candidate.model_dump()) if candidate else None,
            link_days=link_days,
        )


class HeldShape(PlanShape):
    """An interview with a candidate: they send a recording, or we hold it live, by a call guide or for a job."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["job_description_id"]},
                {"required": ["call_guide_id"]},
                {"required": ["project_id"], "properties": {"mode": {"const": "recording"}}},
            ]
        }
    )

    mode: InterviewMode = Field(
        default=InterviewMode.RECORDING, description="Whether we hold it live; it needs a guide or a job then."
    )
    call_guide_id: Identifier | SkipJsonSchema[None] = Field(
        default=None, description="What is asked, in the version that the guide has now. Goes before a job's questions."
    )

    @field_validator("call_guide_id", mode="before")
    @classmethod
    def _guide_is_left_out_or_named(cls, given: object) -> object:
        return named(given)

    @model_validator(mode="after")
    def _has_questions(self) -> Self:
        if self.mode is InterviewMode.LIVE and self.job_description_id is None and self.call_guide_id is None:
            raise ValueError("a live interview is for a job description or a call guide")
        return self

    @property
    def subjects(self) -> tuple[str | None, ...]:
        return (*super().subjects, self.call_guide_id)

    def plan(self, *, candidate: CandidateShape | None = None, link_days: int = 0) -> InterviewPlan:
        asked = super().plan(candidate=candidate, link_days=link_days)
        return asked.model_copy(update={"mode": self.mode, "call_guide_id": self.call_guide_id})


class ScheduleRequest(HeldShape):
    """An interview with a candidate, who gets a link."""

    candidate: CandidateShape
    expires_in_days: LinkDays = LINK_DAYS


class Scheduled(Shape):
    """The interview, and its candidate's link, null when revoked since. `warnings` are of a live one's questions."""

    interview_id: str
    interview_url: str | None
    expires_at: datetime | None
    warnings: tuple[str, ...] = ()


class UploadRequest(PlanShape):
    """An interview whose recording, or whose transcript, you have."""

    content_type: MediaType = Field(description="Of the file that you will upload.")
    candidate: CandidateShape | None = None


class UploadForm(Shape):
    """POST `fields` and then `file`, in this order, as multipart/form-data to `url`. One key, one type, once."""

    url: str
    fields: dict[str, str]
    content_type: str
    max_bytes: int
    expires_at: datetime


class UploadAwaited(Shape):
    """The interview, and the form for its file. It goes on by itself once the file is there."""

    interview_id: str
    upload: UploadForm
    next_step: str
    status_url: str


class LinkShape(Shape):
    """The candidate's link. `generation` counts the links that the interview has had."""

    state: Literal["valid", "expired", "revoked"]
    generation: int
    expires_at: datetime
    interview_url: str | None


class TotalsShape(Shape):
    """How much was found."""

    segments: int
    evidence: int
    themes: int
    people: int
    answered: int
    questions: int
    audio_seconds: float


class InterviewShape(Shape):
    """An interview. `reason` says why it failed or was rejected."""

    interview_id: str
    project_id: str
    job_description_id: str | None
    title: str
    mode: InterviewMode
    status: InterviewStatus
    language: str | None
    tier: Tier
    candidate: CandidateShape | None
    metadata: dict[str, str]
    created_at: datetime
    updated_at: datetime
    last_run: int
    active_run: int | None
    totals: TotalsShape | None
    reason: str | None


class InterviewPage(PageShape):
    """Interviews, newest first."""

    items: tuple[InterviewShape, ...]


def shown(interview: Interview) -> InterviewShape:
    """The interview as its own organisation sees it."""
    return InterviewShape(
        interview_id=interview.id,
        project_id=interview.project_id,
        job_description_id=interview.job_description_id,
        title=interview.title,
        mode=interview.mode,
        status=interview.status,
        language=interview.language_hint,
        tier=interview.tier,
        candidate=CandidateShape.model_construct(**dict(interview.candidate)) if interview.candidate else None,
        metadata=interview.metadata,
        created_at=interview.created_at,
        updated_at=interview.updated_at,
        last_run=interview.last_run,
        active_run=interview.active_run,
        totals=_totals(interview.totals),
        reason=interview.reason,
    )


def _totals(totals: InterviewTotals | None) -> TotalsShape | None:
    return TotalsShape.model_validate(totals) if totals else None
