"""Interviews: begun by a parent platform, listed, read."""

from typing import Annotated, Final

from fastapi import Query, Request, Response

from functions.api.caller import Outside, Reader, Writer
from functions.api.fields import Identifier, Instant, InterviewId
from functions.api.interview_shapes import (
    InterviewPage,
    InterviewShape,
    Scheduled,
    ScheduleRequest,
    UploadAwaited,
    UploadRequest,
    shown,
)
from functions.api.once import DoneOnce
from functions.api.pages import AskedPage, refused
from functions.api.public_url import link_of, public_url
from functions.api.routing import resource
from functions.api.standing import tell_standing
from functions.api.uploads import AFTERWARDS, form_for
from shared.domain.errors import InvalidRequest
from shared.domain.interview import Interview
from shared.domain.interview_filter import InterviewFilter
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewMode, InterviewStatus
from shared.domain.session.plan import warnings_of
from shared.domain.session.plan_kinds import PlanSource
from shared.usecases.begin_interview import begin_interview
from shared.usecases.read_session import as_it_stands

PREFIX: Final = "int_"
WRITE_FIRST: Final = (
    "POST /api/v1/job-descriptions/{job_id}/questions has the stage's language model write them, where it has one; "
    "interviews that are scheduled after that ask those"
)
router = resource("interviews", "/api/v1/interviews")


def key_of(caller: Reader, interview_id: str) -> InterviewKey:
    """The key of an interview of the caller's: of another's there is none."""
    return InterviewKey(organisation_id=caller.organisation_id, interview_id=interview_id)


def place(response: Response, interview_id: str) -> str:
    """Names the interview's address in the answer."""
    address = f"{router.prefix}/{interview_id}"
    response.headers["Location"] = address
    return address


@router.post("/schedule", status_code=202, operation_id="scheduleInterview")
def schedule_interview(
    *, body: ScheduleRequest, request: Request, response: Response, caller: Writer, root: Outside, once: DoneOnce
) -> Scheduled:
    """Makes an interview with a candidate, and the link by which they take part."""
    plan = body.plan(candidate=body.candidate, link_days=body.expires_in_days)
    record = once.do(
        body,
        PREFIX,
        lambda record: begin_interview(
            caller.organisation_id, record.resource_id, plan, ports=root.beginning, record=record
        ),
    )
    interview = root.interviews.get_interview(key_of(caller, record.resource_id))
    tell_standing(response, caller, root)
    place(response, interview.id)
    return scheduled(interview, request, root)


def scheduled(interview: Interview, request: Request, root: Outside) -> Scheduled:
    """The interview with its link as it is now."""
    url = link_of(interview, request, root)
    expires = interview.link.expires_at if interview.link and url else None
    warnings = _to_know(interview, root)
    return Scheduled(interview_id=interview.id, interview_url=url, expires_at=expires, warnings=warnings)


def _to_know(interview: Interview, root: Outside) -> tuple[str, ...]:
    """What is to be known of what a live interview asks. Scheduling waits for no model, so it says how one is asked."""
    plan = root.sessions.get_plan(interview.key) if interview.mode is InterviewMode.LIVE else None
    if plan is None:
        return ()
    is_draft = plan.source is PlanSource.JOB_DESCRIPTION and plan.written_by is not None and plan.written_by.draft
    return (*warnings_of(plan), *([WRITE_FIRST.format(job_id=plan.source_id)] if is_draft else []))


@router.post("", status_code=202, operation_id="createInterview")
def create_interview(
    *, body: UploadRequest, request: Request, response: Response, caller: Writer, root: Outside, once: DoneOnce
) -> UploadAwaited:
    """Makes an interview of a recording or a transcript that you have, and the form to upload it."""
    plan = body.plan(candidate=body.candidate)
    record = once.do(
        body,
        PREFIX,
        lambda record: begin_interview(
            caller.organisation_id, record.resource_id, plan, ports=root.beginning, record=record
        ),
    )
    key = root.interviews.get_interview(key_of(caller, record.resource_id)).key
    tell_standing(response, caller, root)
    status_url = f"{public_url(request.scope)}{place(response, key.interview_id)}/status"
    form = form_for(key, body.content_type, root)
    return UploadAwaited(interview_id=key.interview_id, upload=form, next_step=AFTERWARDS, status_url=status_url)


@router.get("", operation_id="listInterviews")
def list_interviews(
    *,
    caller: Reader,
    root: Outside,
    page: AskedPage,
    status: InterviewStatus | None = None,
    project_id: Annotated[Identifier | None, Query()] = None,
    created_from: Annotated[Instant | None, Query(description="At this time or later.")] = None,
    created_before: Annotated[Instant | None, Query(description="Before this time.")] = None,
) -> InterviewPage:
    """Your interviews, newest first: all, or those that a filter names."""
    wanted = InterviewFilter(
        status=status, project_id=project_id, created_from=created_from, created_before=created_before
    )
    try:
        found = root.interview_lists.find_interviews(
            caller.organisation_id, wanted, limit=page.limit, cursor=page.cursor
        )
    except InvalidRequest as error:
        raise refused(error) from None
    items = tuple(shown(interview) for interview in found.items)
    return InterviewPage(items=items, next_cursor=page.next(found.cursor))


@router.get("/{interview_id}", operation_id="getInterview")
def get_interview(interview_id: InterviewId, caller: Reader, root: Outside) -> InterviewShape:
    """An interview of yours."""
    return shown(as_it_stands(root.interviews.get_interview(key_of(caller, interview_id)), root.sessions))
