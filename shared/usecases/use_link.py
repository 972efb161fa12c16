"""A candidate's link: who holds it sees what the interview asks for, and uploads; who gave it revokes or renews it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.alongside import Alongside
from shared.domain.bundle import Bundle
from shared.domain.candidate import CandidateLink
from shared.domain.candidate_link import read_token
from shared.domain.errors import LinkEnded, SessionEnded, UnknownInterview, UnknownItem, UploadNotExpected
from shared.domain.interview_status import InterviewMode, InterviewStatus

if TYPE_CHECKING:
    from shared.domain.idempotency import IdempotencyRecord
    from shared.domain.interview import Interview
    from shared.domain.interview_key import InterviewKey
    from shared.ports import Clock, InterviewStore
    from shared.ports.doors import SigningKeyStore
    from shared.ports.sessions import SessionStore

AWAITING = (InterviewStatus.AWAITING_UPLOAD, InterviewStatus.REJECTED)


class LinkPorts(Bundle):
    """What links need."""

    interviews: InterviewStore
    signing: SigningKeyStore
    clock: Clock


def open_link(token: str, *, ports: LinkPorts) -> Interview:
    """The interview that the token opens. Raises UnknownItem for no token of ours, LinkEnded."""
    claim = read_token(token, ports.signing.keys())
    try:
        interview = ports.interviews.get_interview(claim.interview)
    except UnknownInterview:  # it was erased
        raise UnknownItem("there is no such link") from None
    if interview.link is None:
        raise LinkEnded("the link is no longer valid")
    interview.link.check(claim.generation, ports.clock.now())
    return interview


def check_awaits_upload(interview: Interview) -> None:
    """Raises UploadNotExpected for an interview that has its recording."""
    if interview.status not in AWAITING or interview.active_run is not None:
        raise UploadNotExpected("the interview has its recording already", field="interviewId")


def check_takes_recording(interview: Interview) -> None:
    """Raises UploadNotExpected also for an interview that is held live: its answers come turn by turn."""
    if interview.mode is InterviewMode.LIVE:
        raise UploadNotExpected("the interview is held live", field="interviewId", remedy="start it and answer")
    check_awaits_upload(interview)


def check_awaits_candidate(interview: Interview, sessions: SessionStore) -> None:
    """Raises SessionEnded for a live interview that is over, UploadNotExpected for one that has its recording."""
    session = sessions.find(interview.key) if interview.mode is InterviewMode.LIVE else None
    if session is None:
        check_awaits_upload(interview)
    elif not session.is_open:
        raise SessionEnded("the interview is over", field="interviewId", remedy="schedule another one")


def renew_link(
    key: InterviewKey, days: int, record: IdempotencyRecord, *, ports: LinkPorts, sessions: SessionStore
) -> Interview:
    """Another link, which ends the one before; also in mid-interview, which goes on at the open question.

    Raises UnknownInterview, UploadNotExpected, SessionEnded, Conflict.
    """
    interview = ports.interviews.get_interview(key)
    check_awaits_candidate(interview, sessions)
    expires = ports.clock.now() + timedelta(days=days)
    link = interview.link.reissued(expires) if interview.link else CandidateLink(expires_at=expires)
    ports.interviews.replace_link(key, interview.link, link, Alongside(completion=record.completed()))
    return interview.model_copy(update={"link": link})


def revoke_link(key: InterviewKey, *, ports: LinkPorts) -> Interview:
    """The link opens nothing any more; a repeat changes nothing. Raises UnknownInterview, UnknownItem, Conflict."""
    interview = ports.interviews.get_interview(key)
    if interview.link is None:
        raise UnknownItem("the interview has no link", field="interviewId")
    revoked = interview.link.revoked(ports.clock.now())
    if revoked != interview.link:
        ports.interviews.replace_link(key, interview.link, revoked)
    return interview.model_copy(update={"link": revoked})
