"""The link of an interview's candidate: seen, renewed, revoked by the parent platform."""

from typing import Annotated

from fastapi import Body, Request

from functions.api.caller import Outside, Reader, Writer
from functions.api.fields import InterviewId
from functions.api.interview_shapes import LinkDays, LinkShape
from functions.api.once import DoneOnce
from functions.api.public_url import link_of
from functions.api.routes.interviews import key_of
from functions.api.routing import resource
from functions.api.shapes import Shape
from shared.domain.errors import UnknownItem
from shared.domain.interview import Interview
from shared.domain.limits import LINK_DAYS
from shared.usecases.use_link import renew_link, revoke_link

router = resource("links", "/api/v1/interviews/{interview_id}/link")


class LinkAsked(Shape):
    """Another link."""

    expires_in_days: LinkDays = LINK_DAYS


def shown(interview: Interview, request: Request, root: Outside) -> LinkShape:
    """The link as it is. Raises UnknownItem when there is none."""
    link = interview.link
    if link is None:
        raise UnknownItem("the interview has no link", field="interviewId")
    expired = link.expires_at <= root.clock.now()
    return LinkShape(
        state="revoked" if link.revoked_at else "expired" if expired else "valid",
        generation=link.generation,
        expires_at=link.expires_at,
        interview_url=link_of(interview, request, root),
    )


@router.get("", operation_id="getLink")
def get_link(interview_id: InterviewId, request: Request, caller: Reader, root: Outside) -> LinkShape:
    """The link of the interview's candidate."""
    return shown(root.interviews.get_interview(key_of(caller, interview_id)), request, root)


@router.post("", status_code=201, operation_id="renewLink")
def renew(
    *,
    interview_id: InterviewId,
    body: Annotated[LinkAsked, Body()],
    request: Request,
    caller: Writer,
    root: Outside,
    once: DoneOnce,
) -> LinkShape:
    """Another link for the candidate. Every link before it opens nothing from now on.

    A live interview that is under way goes on by it, at the open question.
    """
    key, days = key_of(caller, interview_id), body.expires_in_days
    once.do(body, "lnk_", lambda record: renew_link(key, days, record, ports=root.links, sessions=root.sessions))
    return shown(root.interviews.get_interview(key), request, root)


@router.delete("", operation_id="revokeLink")
def revoke(interview_id: InterviewId, request: Request, caller: Writer, root: Outside) -> LinkShape:
    """The link opens nothing from now on. It can be renewed."""
    return shown(revoke_link(key_of(caller, interview_id), ports=root.links), request, root)
