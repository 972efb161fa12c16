"""Uploads by age, in two sparse lists of the table's indexes: an upload leaves a list when that of it is let go."""

from collections.abc import Sequence
from datetime import datetime

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_alongside import change
from shared.adapters.dynamodb_keeping_keys import kept
from shared.adapters.dynamodb_table import DynamoTable, Item, Update
from shared.domain.alongside import NOTHING, Alongside
from shared.domain.errors import Conflict
from shared.domain.interview_key import InterviewKey
from shared.domain.upload_record import UploadRecord
from shared.ports.retention import Keepsake, KeptUpload

INDEXES = {Keepsake.RECORDING: ("by_status", 2), Keepsake.TRANSCRIPT: ("by_organisation", 1)}
FIRST = "0"


class DynamoRetention:
    """Implements `RetentionIndex`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def older_than(
        self, organisation_id: str, keepsake: Keepsake, before: datetime, *, limit: int
    ) -> Sequence[KeptUpload]:
        index, _ = INDEXES[keepsake]
        partition = kept(organisation_id, keepsake)
        items, _ = self._table.query_index(
            index, partition, limit=limit, newest_first=False, between=(FIRST, keys.in_time(before))
        )
        return [_upload(item) for item in items]

    def let_go(self, upload: KeptUpload, keepsake: Keepsake, along: Alongside = NOTHING) -> bool:
        _, number = INDEXES[keepsake]
        key = keys.upload_key(upload.interview, upload.version)
        # Not there: it was let go of before, or its interview was erased meanwhile.
        gone = Update(key, f"REMOVE #gsi{number}pk, #gsi{number}sk", f"attribute_exists(#gsi{number}pk)")
        try:
            change(self._table, [gone], Conflict("the upload is not listed"), along)
        except Conflict:
            return False
        return True


def _upload(item: Item) -> KeptUpload:
    record = keys.value_of(item, UploadRecord)
    _, organisation_id, _, interview_id = str(item["pk"]).split("#")
    interview = InterviewKey(organisation_id=organisation_id, interview_id=interview_id)
    return KeptUpload(interview=interview, key=record.key, version=record.version, at=record.at)
