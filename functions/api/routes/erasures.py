"""Interviews are deleted, and what became of that: receipts. Who did what: the audit log. What was used: the month."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Request, Response

from functions.api.caller import Administrator, Outside, Reader, Writer
from functions.api.fields import InterviewId
from functions.api.pages import AskedPage, PageShape, refused
from functions.api.routes.interviews import key_of
from functions.api.routing import resource
from functions.api.shapes import Shape
from shared.domain.audit import Outcome
from shared.domain.audit_chain import AuditEntry
from shared.domain.engines import month_of
from shared.domain.erasure import Erasure, ErasureReason, ErasureStatus
from shared.domain.errors import InvalidRequest
from shared.domain.quota import month_after
from shared.runtime.erasing import requesting
from shared.usecases.request_erasure import ErasureRequest, find_erasure, request_erasure

router = resource("data", "/api/v1")
Month = Annotated[
    str | None, Query(pattern=r"^2[0-9]{3}-(0[1-9]|1[0-2])$", description="In UTC; this one if left out.")
]


class ErasedShape(Shape):
    """So many things of a kind were erased there."""

    where: str
    kind: str
    count: int


class ErasureShape(Shape):
    """An erasure; once it is `erased`, its receipt. Copies that AWS keeps of the table end at `backups_until`."""

    interview_id: str
    reason: ErasureReason
    status: ErasureStatus
    requested_by: str
    requested_at: datetime
    completed_at: datetime | None
    backups_until: datetime | None
    erased: tuple[ErasedShape, ...]


class ErasurePage(PageShape):
    """Erasures, newest first."""

    items: tuple[ErasureShape, ...]


class EntryShape(Shape):
    """What somebody did, by ids. `hash` is over the entry and `previous_hash`, so that nothing can be changed after."""

    sequence: int
    at: datetime
    actor: str
    action: str
    objects: tuple[str, ...]
    outcome: Outcome
    request_id: str | None
    previous_hash: str
    hash: str


class AuditPage(PageShape):
    """Entries, newest first."""

    items: tuple[EntryShape, ...]


class Amounts(Shape):
    """Of interviews, and of minutes of audio."""

    interviews: int
    audio_minutes: int


class UsageShape(Shape):
    """What was used of a month's quota. It begins anew at `resets_at`."""

    month: str
    used: Amounts
    quota: Amounts
    resets_at: datetime


def shown(erasure: Erasure) -> ErasureShape:
    """The erasure as its organisation sees it."""
    return ErasureShape.model_validate(erasure)


@router.delete("/interviews/{interview_id}", status_code=202, operation_id="deleteInterview", tags=["interviews"])
def delete_interview(
    interview_id: InterviewId, request: Request, response: Response, caller: Writer, root: Outside
) -> ErasureShape:
    """Erases all that is held of an interview. It is gone at once, the rest follows; a repeat shows how far it is."""
    asked = ErasureRequest(by=caller.key_id, request_id=request.scope["parley.request_id"])
    erasure = request_erasure(key_of(caller, interview_id), asked, ports=requesting(root))
    response.headers["Location"] = f"{router.prefix}/erasures/{interview_id}"
    return shown(erasure)


@router.get("/erasures", operation_id="listErasures")
def list_erasures(caller: Reader, root: Outside, page: AskedPage) -> ErasurePage:
    """Erasures under way, and the receipts of those that are done."""
    try:
        found = root.erasures.list_erasures(caller.organisation_id, limit=page.limit, cursor=page.cursor)
    except InvalidRequest as error:
        raise refused(error) from None
    return ErasurePage(items=tuple(map(shown, found.items)), next_cursor=page.next(found.cursor))


@router.get("/erasures/{interview_id}", operation_id="getErasure")
def get_erasure(interview_id: InterviewId, caller: Reader, root: Outside) -> ErasureShape:
    """An interview's erasure, or the receipt of it."""
    return shown(find_erasure(key_of(caller, interview_id), erasures=root.erasures))


@router.get("/audit", operation_id="listAudit")
def list_audit(caller: Administrator, root: Outside, page: AskedPage) -> AuditPage:
    """Who did what to your data, newest first: ids only, each entry chained to the one before it."""
    try:
        found = root.audit.page(caller.organisation_id, limit=page.limit, cursor=page.cursor)
    except InvalidRequest as error:
        raise refused(error) from None
    return AuditPage(items=tuple(map(_entry, found.items)), next_cursor=page.next(found.cursor))


def _entry(entry: AuditEntry) -> EntryShape:
    return EntryShape.model_validate(entry)


@router.get("/usage", operation_id="getUsage")
def get_usage(caller: Reader, root: Outside, month: Month = None) -> UsageShape:
    """What you have used of a month's quota, and what you may."""
    asked = month or month_of(root.clock.now())
    usage = root.quotas.usage(caller.organisation_id, asked)
    quotas = root.organisations.get_organisation(caller.organisation).quotas_in(caller.mode)
    return UsageShape(
        month=asked,
        used=Amounts(interviews=usage.interviews, audio_minutes=usage.audio_minutes),
        quota=Amounts(interviews=quotas.interviews, audio_minutes=quotas.audio_minutes),
        resets_at=month_after(asked),
    )
