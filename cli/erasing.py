"""Erasing from the command line: what is meant, that it is meant, and following it to the receipts."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

import typer

from cli.errors import WaitTimedOut
from cli.reading import key_of
from cli.stage import Session
from shared.domain.audit import OPERATOR
from shared.domain.erasure import Erasure, ErasureReason
from shared.domain.errors import InvalidRequest, UnknownInterview
from shared.ports import Page
from shared.runtime.erasing import requesting
from shared.usecases.find_person import find_person
from shared.usecases.request_erasure import ErasureRequest, find_erasure, request_erasure

POLL_SECONDS = 1.0
WAIT_SECONDS = 1800.0


def ids_of(session: Session, named: Sequence[str], person: str | None, again: Path | None) -> list[str]:
    """The interviews that are named, those of a person, or those of receipts. Raises InvalidRequest."""
    if again is None and person is None and not named:
        raise typer.BadParameter("name an interview, or a person with --person")
    theirs = _interviews_of(session, person) if person is not None else ()
    return list(dict.fromkeys([*named, *theirs, *(_receipts(again) if again else ())]))


def reason_of(person: str | None) -> ErasureReason:
    """Why it is erased."""
    return ErasureReason.REQUESTED if person is None else ErasureReason.PERSON


def _interviews_of(session: Session, person: str) -> list[str]:
    root = session.root
    found = find_person(session.organisation_id, person, lists=root.interview_lists, results=root.results)
    ids = [interview.id for interview in found]
    if not ids:
        remedy = "give the whole name as `parley show ID` has it, the e-mail address or the id; or name interviews"
        raise UnknownInterview("no interview names this person", field="person", remedy=remedy)
    return ids


def _receipts(file: Path) -> list[str]:
    try:
        page = json.loads(file.read_text(encoding="utf-8"))
        return [str(erasure["interviewId"]) for erasure in page["items"]]
    except (OSError, ValueError, KeyError, TypeError):
        remedy = "use what `parley erasures --json` printed"
        raise InvalidRequest("holds no receipts", field="again", remedy=remedy) from None


def agreed(ids: Sequence[str], *, yes: bool) -> None:
    """Asks whether it is meant; nobody there to answer means no."""
    if not yes:
        typer.confirm(f"Erase {', '.join(ids)} for good?", abort=True, err=True)


def erase_all(session: Session, ids: Sequence[str], reason: ErasureReason = ErasureReason.REQUESTED) -> list[Erasure]:
    """Marks each of them. Raises UnknownInterview at the first that is none; those before it are erased."""
    ports, request = requesting(session.root), ErasureRequest(by=OPERATOR, reason=reason)
    return [request_erasure(key_of(session, interview_id), request, ports=ports) for interview_id in ids]


def wait_for_receipts(session: Session, erasures: Sequence[Erasure]) -> list[Erasure]:
    """The receipts, once all are written. Raises WaitTimedOut."""
    began = time.monotonic()
    while True:
        now = [find_erasure(erasure.key, erasures=session.root.erasures) for erasure in erasures]
        if all(erasure.is_done for erasure in now):
            return now
        if time.monotonic() - began > WAIT_SECONDS:
            raise WaitTimedOut("not every erasure is done", remedy="look again with `parley erasures --open`")
        time.sleep(POLL_SECONDS)


def list_erasures(session: Session, *, limit: int, cursor: str | None, open_only: bool) -> Page[Erasure]:
    """A page of the organisation's erasures; of those that are not done, all that stand on the page."""
    page = session.root.erasures.list_erasures(session.organisation_id, limit=limit, cursor=cursor)
    if not open_only:
        return page
    return Page[Erasure](items=tuple(one for one in page.items if not one.is_done), cursor=page.cursor)
