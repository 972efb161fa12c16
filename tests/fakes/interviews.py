"""Interviews and uploads in memory."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime

from shared.domain.alongside import NOTHING, Alongside
from shared.domain.candidate import CandidateLink
from shared.domain.decision import RecruiterDecision
from shared.domain.errors import Conflict, InterviewErased, InvalidRequest, UnknownInterview
from shared.domain.interview import Interview, SpeakerEdit
from shared.domain.interview_filter import InterviewFilter
from shared.domain.interview_key import InterviewKey
from shared.domain.tombstone import is_tombstone
from shared.domain.upload_record import UploadRecord
from shared.ports import Page
from tests.fakes.alongside import changing
from tests.fakes.memory import Memory, changed

Position = tuple[str, str]


class MemoryInterviews:
    """Implements `InterviewStore`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def create_interview(self, interview: Interview, along: Alongside = NOTHING) -> None:
        key = InterviewKey(organisation_id=interview.organisation_id, interview_id=interview.id)
        with changing(self._memory, along):
            if key in self._memory.interviews:
                raise Conflict("the interview's id is taken", field="interviewId", remedy="choose another id")
            self._memory.interviews[key] = interview
            self._memory.status_since[key] = interview.updated_at

    def replace_link(
        self, key: InterviewKey, former: CandidateLink | None, link: CandidateLink, along: Alongside = NOTHING
    ) -> None:
        with changing(self._memory, along):
            known = self._memory.interviews.get(key)
            if known is None or is_tombstone(known) or known.link != former:
                raise Conflict("the link was changed meanwhile", field="interviewId", remedy="read it again")
            self._memory.interviews[key] = changed(known, link=link)

    def get_interview(self, key: InterviewKey) -> Interview:
        try:
            interview = self._memory.interviews[key]
        except KeyError:
            raise UnknownInterview("there is no such interview in this organisation", field="interviewId") from None
        if is_tombstone(interview):
            raise InterviewErased("the interview was erased", field="interviewId")
        return interview

    def edit_speakers(self, key: InterviewKey, edits: Sequence[SpeakerEdit], at: datetime) -> None:
        with self._memory.transaction():
            edited = changed(self.get_interview(key), speaker_edits=tuple(edits), updated_at=at)
            self._memory.interviews[key] = edited

    def decide(self, key: InterviewKey, decision: RecruiterDecision) -> None:
        with self._memory.transaction():
            decided = changed(self.get_interview(key), decision=decision, updated_at=decision.at)
            self._memory.interviews[key] = decided

    def put_upload(self, key: InterviewKey, upload: UploadRecord) -> None:
        self._memory.uploads.setdefault((key, upload.version), upload)

    def list_uploads(self, key: InterviewKey) -> Sequence[UploadRecord]:
        with self._memory.transaction():
            found = [upload for (owner, _), upload in self._memory.uploads.items() if owner == key]
        return sorted(found, key=lambda upload: upload.version)


def _write_cursor(where: str, last: Position) -> str:
    return base64.urlsafe_b64encode(json.dumps([where, *last]).encode()).decode()


def _read_cursor(cursor: str, where: str) -> Position:
    try:
        listed, since, interview_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError, binascii.Error):
        listed = since = interview_id = None
    if listed != where:
        raise InvalidRequest("not a cursor of this list", field="cursor", remedy="leave it out to begin anew")
    return str(since), str(interview_id)


class MemoryInterviewLists:
    """Implements `InterviewLists`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def find_interviews(
        self, organisation_id: str, wanted: InterviewFilter, *, limit: int, cursor: str | None
    ) -> Page[Interview]:
        where = f"{organisation_id}/{wanted!r}"
        after = _read_cursor(cursor, where) if cursor else None
        with self._memory.transaction():
            own = [(key, one) for key, one in self._memory.interviews.items() if key.organisation_id == organisation_id]
            since = dict(self._memory.status_since)
        by_status = wanted.status and not wanted.project_id
        placed = [
            ((since[key].isoformat() if by_status else "", one.id), one)
            for key, one in own
            if wanted.fits(one) and not is_tombstone(one)
        ]
        rest = sorted((item for item in placed if after is None or item[0] < after), reverse=True, key=lambda i: i[0])
        page = rest[:limit]
        more = _write_cursor(where, page[-1][0]) if len(page) == limit else None
        return Page[Interview](items=tuple(interview for _, interview in page), cursor=more)
