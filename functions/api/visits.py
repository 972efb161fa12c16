"""Who takes part in a live interview: its candidate, by the token of the link, or a parent platform, by its key."""

from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Request

from functions.api.caller import BEARER, KEY_HEADER, Outside, caller
from functions.api.doors import KEYED
from functions.api.fields import InterviewId
from shared.domain.errors import InvalidApiKey, UnknownItem
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.principal import Scope
from shared.usecases.use_link import open_link

READING: Final = ("GET",)


class Visit(NamedTuple):
    """The interview, and whether who looks at it may see what is thought of its answers."""

    interview: Interview
    sees_thoughts: bool

    @property
    def key(self) -> InterviewKey:
        """The interview's key."""
        return self.interview.key


def visit(
    interview_id: InterviewId,
    request: Request,
    root: Outside,
    key: Annotated[object, Depends(KEY_HEADER)],
    bearer: Annotated[object, Depends(BEARER)],
) -> Visit:
    """The caller, by key or link. Raises InvalidApiKey, MissingScope, UnknownInterview, UnknownItem, LinkEnded."""
    if not request.scope["path"].startswith(KEYED):
        return Visit(_invited(interview_id, request, root), sees_thoughts=False)
    principal = caller(request, key, bearer)
    principal.need(Scope.INTERVIEWS_READ if request.method in READING else Scope.INTERVIEWS_WRITE)
    named = InterviewKey(organisation_id=principal.organisation_id, interview_id=interview_id)
    return Visit(root.interviews.get_interview(named), sees_thoughts=True)


def _invited(interview_id: str, request: Request, root: Outside) -> Interview:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise InvalidApiKey("the request has no token of a candidate's link")
    try:
        interview = open_link(token.strip(), ports=root.links)
    except UnknownItem:
        raise InvalidApiKey("the bearer's token is that of no candidate's link") from None
    if interview.id != interview_id:
        raise UnknownItem("the link leads to another interview", field="interview_id")
    return interview


Visiting = Annotated[Visit, Depends(visit)]
