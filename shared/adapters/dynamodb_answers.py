"""Models' answers in the table: once under the organisation, and a link under the interview they were made for."""

from collections.abc import Sequence
from datetime import datetime

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_run_writes import expiry
from shared.adapters.dynamodb_table import DynamoTable, Item, Key, Put
from shared.domain.interview import InterviewKey
from shared.domain.limits import ANSWER_DAYS, MAX_ANSWER_BYTES
from shared.ports import ModelAnswer

PREFIX = "ANSWER#"


class DynamoAnswers:
    """Implements `AnswerCache`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def get_answer(self, organisation_id: str, digest: str, at: datetime) -> ModelAnswer | None:
        item = self._table.get(keys.answer_key(organisation_id, digest))
        # The table removes what has expired only some time later.
        live = item is not None and item["expires_at"] > at.timestamp()
        return ModelAnswer.model_validate(item["answer"]) if item and live else None

    def put_answer(self, interview: InterviewKey, digest: str, answer: ModelAnswer, at: datetime) -> bool:
        if len(answer.text.encode()) > MAX_ANSWER_BYTES:
            return False
        link = keys.answer_link(interview, digest)
        kept = {"answer": answer.model_dump(mode="json", by_alias=True), "interviewId": interview.interview_id}
        # The link first: an answer without one would outlive its interview's erasure.
        self._put(link, {}, at)
        self._put(keys.answer_key(interview.organisation_id, digest), kept, at)
        return True

    def forget_interview(self, interview: InterviewKey) -> None:
        links = list(self._table.query(keys.partition_of(interview), PREFIX))
        digests = [link["sk"].removeprefix(PREFIX) for link in links]
        self._table.delete_all([keys.answer_key(interview.organisation_id, digest) for digest in digests])
        self._table.delete_all(_keys(links))

    def forget_organisation(self, organisation_id: str) -> None:
        answers = list(self._table.query(keys.answers_of(organisation_id), PREFIX))
        self._table.delete_all([_link_of(organisation_id, answer) for answer in answers])
        self._table.delete_all(_keys(answers))

    def _put(self, key: Key, fields: Item, at: datetime) -> None:
        item = vars(key) | {"entity": "ANSWER", "expires_at": expiry(at, ANSWER_DAYS)} | fields
        self._table.write(Put(item))


def _link_of(organisation_id: str, answer: Item) -> Key:
    interview = InterviewKey(organisation_id=organisation_id, interview_id=answer["interviewId"])
    return keys.answer_link(interview, answer["sk"].removeprefix(PREFIX))


def _keys(items: Sequence[Item]) -> list[Key]:
    return [Key(item["pk"], item["sk"]) for item in items]
