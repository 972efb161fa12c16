"""An interview is made, with a form through which its candidate uploads the recording without credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.errors import InvalidRequest
from shared.domain.interview import Interview
from shared.domain.interview_key import upload_key
from shared.domain.lane import Lane
from shared.domain.limits import MAX_NAME_CHARACTERS, MAX_RECORDING_BYTES, UPLOAD_URL_SECONDS
from shared.domain.tier import Tier
from shared.domain.value import Value
from shared.ports import PresignedPost

if TYPE_CHECKING:
    from shared.domain.interview_key import InterviewKey
    from shared.ports import Clock, InterviewStore, MediaStore, ProjectStore


class InterviewRequest(Value):
    """What is asked for. `language_hint` is a tag of BCP 47; without it the language is detected."""

    project_id: str
    title: str = ""
    language_hint: str | None = None
    tier: Tier = Tier.ESSENTIAL
    lane: Lane = Lane.INTERACTIVE


class ScheduledInterview(Value):
    """The interview, waiting for its upload, and the form for it."""

    interview: Interview
    upload: PresignedPost


def schedule_interview(
    organisation_id: str,
    interview_id: str,
    request: InterviewRequest,
    *,
    projects: ProjectStore,
    interviews: InterviewStore,
    media: MediaStore,
    clock: Clock,
) -> ScheduledInterview:
    """Raises UnknownProject, InvalidRequest, Conflict."""
    if len(request.title) > MAX_NAME_CHARACTERS:
        raise InvalidRequest(f"at most {MAX_NAME_CHARACTERS} characters", field="title")
    projects.get_project(organisation_id, request.project_id)
    interview = Interview(
        organisation_id=organisation_id,
        id=interview_id,
        project_id=request.project_id,
        title=request.title,
        language_hint=request.language_hint,
        tier=request.tier,
        lane=request.lane,
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    interviews.create_interview(interview)
    return ScheduledInterview(interview=interview, upload=upload_form(interview.key, media))


def upload_form(key: InterviewKey, media: MediaStore) -> PresignedPost:
    """A form for exactly this interview's upload, for a quarter of an hour."""
    return media.presign_upload(upload_key(key), max_bytes=MAX_RECORDING_BYTES, seconds=UPLOAD_URL_SECONDS)
