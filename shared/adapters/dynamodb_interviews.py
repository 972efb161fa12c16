"""Interviews and uploads in the table."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_alongside import change
from shared.adapters.dynamodb_keeping_keys import kept
from shared.adapters.dynamodb_run_writes import TOMBSTONED
from shared.adapters.dynamodb_table import ConditionFailed, DynamoTable, Item, Put, Update
from shared.domain.alongside import NOTHING, Alongside
from shared.domain.candidate import CandidateLink
from shared.domain.decision import RecruiterDecision
from shared.domain.errors import Conflict, InterviewErased, UnknownInterview
from shared.domain.interview import Interview, SpeakerEdit
from shared.domain.interview_key import InterviewKey
from shared.domain.tombstone import is_tombstone
from shared.domain.upload_record import UploadRecord

LIVES = "attribute_exists(pk) AND NOT #status IN (:deleting, :deleted)"
NEW = "attribute_not_exists(pk)"


class DynamoInterviews:
    """Implements `InterviewStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def create_interview(self, interview: Interview, along: Alongside = NOTHING) -> None:
        taken = Conflict("the interview's id is taken", field="interviewId", remedy="choose another id")
        change(self._table, [Put(_item(interview), condition=NEW)], taken, along)

    def replace_link(
        self, key: InterviewKey, former: CandidateLink | None, link: CandidateLink, along: Alongside = NOTHING
    ) -> None:
        values = {"link": _link(link), "former": _link(former)} | TOMBSTONED
        replaced = Update(keys.interview_key(key), "SET #link = :link", f"{LIVES} AND #link = :former", values)
        refused = Conflict("the link was changed meanwhile", field="interviewId", remedy="read it again")
        change(self._table, [replaced], refused, along)

    def get_interview(self, key: InterviewKey) -> Interview:
        item = self._table.get(keys.interview_key(key))
        if item is None:
            raise UnknownInterview("there is no such interview in this organisation", field="interviewId")
        interview = keys.value_of(item, Interview)
        if is_tombstone(interview):
            raise InterviewErased("the interview was erased", field="interviewId")
        return interview

    def edit_speakers(self, key: InterviewKey, edits: Sequence[SpeakerEdit], at: datetime) -> None:
        values = {"edits": [edit.model_dump(mode="json", by_alias=True) for edit in edits], "at": at.isoformat()}
        self._change(key, "SET #speakerEdits = :edits, #updatedAt = :at", values)

    def decide(self, key: InterviewKey, decision: RecruiterDecision) -> None:
        values = {"decision": decision.model_dump(mode="json", by_alias=True), "at": decision.at.isoformat()}
        self._change(key, "SET #decision = :decision, #updatedAt = :at", values)

    def _change(self, key: InterviewKey, expression: str, values: dict[str, Any]) -> None:
        try:
            self._table.write(Update(keys.interview_key(key), expression, LIVES, values | TOMBSTONED))
        except ConditionFailed:
            raise UnknownInterview("there is no such interview in this organisation", field="interviewId") from None

    def put_upload(self, key: InterviewKey, upload: UploadRecord) -> None:
        try:
            self._table.write(Put(upload_item(key, upload), condition=NEW))
        except ConditionFailed:
            return  # a duplicate event: the first outcome stays

    def list_uploads(self, key: InterviewKey) -> Sequence[UploadRecord]:
        items = self._table.query(keys.partition_of(key), "UPLOAD#")
        return [keys.value_of(item, UploadRecord) for item in items]


def _link(link: CandidateLink | None) -> Item | None:
    return link.model_dump(mode="json", by_alias=True) if link else None


def upload_item(key: InterviewKey, upload: UploadRecord) -> Item:
    """An upload's outcome as an item, listed by its age for as long as its recording and its transcript are kept."""
    at = keys.in_time(upload.at)
    listed = {"gsi1pk": kept(key.organisation_id, "transcript"), "gsi1sk": at}
    listed |= {"gsi2pk": kept(key.organisation_id, "recording"), "gsi2sk": at}
    return keys.item_of(keys.upload_key(key, upload.version), upload, "UPLOAD", **listed)


def _item(interview: Interview) -> Item:
    return keys.item_of(
        keys.interview_key(interview.key),
        interview,
        "INTERVIEW",
        gsi1pk=keys.listed(interview.organisation_id),
        gsi1sk=interview.id,
        gsi2pk=keys.with_status(interview.organisation_id, interview.status),
        gsi2sk=interview.updated_at.isoformat(),
        gsi3pk=keys.in_project(interview.organisation_id, interview.project_id),
        gsi3sk=interview.id,
    )
