"""Candidates: invited, one or many at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from fastapi import Request, Response
from pydantic import Field, StrictBool

from functions.api.caller import Outside, Writer
from functions.api.interview_shapes import CandidateShape, HeldShape, LinkDays
from functions.api.on_record import MADE
from functions.api.once import DoneOnce
from functions.api.public_url import link_of
from functions.api.routing import resource
from functions.api.shapes import Shape
from functions.api.standing import tell_standing
from functions.api.statuses import code_of
from shared.domain import errors
from shared.domain.errors import ParleyError
from shared.domain.idempotency import IdempotencyRecord
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.limits import LINK_DAYS, MAX_INVITATIONS
from shared.runtime.observability import logger
from shared.usecases.begin_interview import begin_many

router = resource("candidates", "/api/v1/candidates")
Letter = Literal["sent", "not_sent"]


class InviteRequest(HeldShape):
    """Interviews that differ in their candidates only."""

    candidates: tuple[CandidateShape, ...] = Field(min_length=1, max_length=MAX_INVITATIONS)
    expires_in_days: LinkDays = LINK_DAYS
    send_email: StrictBool = Field(
        default=False, description="Whether we write to the candidates; you get the links anyway."
    )


class Invitation(Shape):
    """What became of a row. `code` says why nothing was made of it, as a problem's does."""

    row: int
    outcome: Literal["created", "refused"]
    interview_id: str | None = None
    interview_url: str | None = None
    expires_at: datetime | None = None
    email: Letter = "not_sent"
    code: str | None = None


class Invitations(Shape):
    """One for each row, in their order."""

    invitations: tuple[Invitation, ...]


@router.post("/invite", status_code=202, operation_id="inviteCandidates")
def invite(
    *, body: InviteRequest, request: Request, response: Response, caller: Writer, root: Outside, once: DoneOnce
) -> Invitations:
    """Makes an interview with a link for each candidate. A row that cannot be made keeps no other from being made."""
    plans = [body.plan(candidate=candidate, link_days=body.expires_in_days) for candidate in body.candidates]

    def begin(record: IdempotencyRecord) -> IdempotencyRecord:
        made = begin_many(caller.organisation_id, record, plans, ports=root.beginning)
        letters = [_write_to(one, request, root) if body.send_email else "not_sent" for one in made]
        done = record.completed(outcomes=tuple(map(_outcome, made, letters)))
        root.idempotency.complete(done)
        return done

    outcomes = once.do(body, "int_", begin).outcomes
    tell_standing(response, caller, root)
    rows = _shown(outcomes, caller.organisation_id, request, root)
    request.scope[MADE] = [row.interview_id for row in rows if row.interview_id]
    return Invitations(invitations=rows)


def _write_to(made: Interview | ParleyError, request: Request, root: Outside) -> Letter:
    if isinstance(made, ParleyError) or not made.candidate or not made.link:
        return "not_sent"
    url = link_of(made, request, root) or ""
    refusal = root.mailer.invite(made.candidate, made.title, url, made.link.expires_at)
    if refusal is None:
        return "sent"
    logger().warning("letter not sent", extra={"interview_id": made.id, "reason": refusal})
    return "not_sent"


def _outcome(made: Interview | ParleyError, letter: Letter) -> str:
    """What is kept of a row: the error's name, or the interview's id and whether a letter was sent."""
    return type(made).__name__ if isinstance(made, ParleyError) else f"{made.id} {letter}"


def _shown(outcomes: Sequence[str], organisation_id: str, request: Request, root: Outside) -> tuple[Invitation, ...]:
    def row(number: int, outcome: str) -> Invitation:
        if hasattr(errors, outcome):
            return Invitation(row=number, outcome="refused", code=code_of(outcome))
        interview_id, _, letter = outcome.partition(" ")
        return _created(number, InterviewKey(organisation_id=organisation_id, interview_id=interview_id), letter)

    def _created(number: int, key: InterviewKey, letter: str) -> Invitation:
        known = {"row": number, "outcome": "created", "interview_id": key.interview_id, "email": letter}
        try:
            interview = root.interviews.get_interview(key)
        except errors.UnknownInterview:  # it was erased since
            return Invitation.model_validate(known)
        url = link_of(interview, request, root)
        expires = interview.link.expires_at if interview.link and url else None
        return Invitation.model_validate(known | {"interview_url": url, "expires_at": expires})

    return tuple(row(number, outcome) for number, outcome in enumerate(outcomes))
