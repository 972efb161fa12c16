"""Whose data it is: the interviews that a person takes part in, and all that is held of one, for who has a right to it.

What is found is read here, or erased like any interview.
"""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Request
from pydantic import Field, StringConstraints

from functions.api.caller import Administrator, Outside
from functions.api.fields import LINE, InterviewId
from functions.api.on_record import MADE
from functions.api.pages import PageShape
from functions.api.routes.interviews import key_of
from functions.api.routing import resource
from functions.api.shapes import Shape
from shared.domain.cursor import open_cursor, seal_cursor
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.signing import MAX_TOKEN_CHARACTERS
from shared.runtime.erasing import exporting
from shared.usecases.export_data import export_data
from shared.usecases.find_person import look_for_person

router = resource("data", "/api/v1")
Who = Annotated[str, StringConstraints(pattern=LINE, min_length=1, max_length=MAX_NAME_CHARACTERS)]


class PersonSought(Shape):
    """A person by their whole name, e-mail address, or what you call them. It is said here, as addresses are logged."""

    person: Who = Field(examples=["Ann Example"])
    cursor: str | None = Field(
        default=None, max_length=MAX_TOKEN_CHARACTERS, description="`next_cursor` of the answer before."
    )


class PersonFound(PageShape):
    """Interviews that the person takes part in, of the hundred that were looked at, newest first."""

    interview_ids: tuple[str, ...]


class ExportShape(Shape):
    """All that is held of an interview. `data` grows with what is kept: take from it what you know."""

    interview_id: str
    exported_at: datetime
    data: dict[str, Any]


@router.post("/people/find", operation_id="findPerson")
def find(body: PersonSought, request: Request, caller: Administrator, root: Outside) -> PersonFound:
    """Looks for a person in your next hundred interviews; with a cursor there are more. This is on record."""
    listing, keys = f"{caller.organisation_id} person {body.person}", root.signing.keys()
    found = look_for_person(
        caller.organisation_id,
        body.person,
        open_cursor(body.cursor, listing, keys),
        lists=root.interview_lists,
        results=root.results,
    )
    ids = request.scope[MADE] = tuple(interview.id for interview in found.items)
    return PersonFound(interview_ids=ids, next_cursor=seal_cursor(found.cursor, listing, keys))


@router.get("/interviews/{interview_id}/export", operation_id="exportInterview", tags=["interviews"])
def export(interview_id: InterviewId, caller: Administrator, root: Outside) -> ExportShape:
    """All that is held of an interview: words, results, runs, turns. Its sound is named by key. This is on record.

    The times of single words are left out; they are most of it, and `parley export` has them.
    """
    key = key_of(caller, interview_id)
    made = export_data(caller.organisation_id, [key], caller.key_id, ports=exporting(root))
    [held] = made.interviews
    left_out = {"transcript": {"segments": {"__all__": {"words"}}}}
    data = held.model_dump(mode="json", exclude=left_out)
    return ExportShape(interview_id=interview_id, exported_at=made.exported_at, data=data)
