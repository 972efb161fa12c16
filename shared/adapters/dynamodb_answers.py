"""Models' answers in the table: once under the organisation, and a link under the interview they were made for."""

from datetime import datetime

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_expiry import expiry
from shared.adapters.dynamodb_table import Delete, DynamoTable, Item, Key, Put
from shared.domain.interview_key import InterviewKey
from shared.domain.limits import ANSWER_DAYS, MAX_ANSWER_BYTES
from shared.ports import ModelAnswer

PREFIX = "ANSWER#"
LINK_DAYS = 3  # a link stays so much longer: the table removes in any order, and days late
PAIRS = 50  # a transaction holds 100 items


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
        kept = {"answer": answer.model_dump(mode="json", by_alias=True)}
        # Both or none: an erasure between the two would take the link, and the answer would outlive its interview.
        self._table.transact(
            [
                _put(link, {}, at, ANSWER_DAYS + LINK_DAYS),
                _put(keys.answer_key(interview.organisation_id, digest), kept, at, ANSWER_DAYS),
            ]
        )
        return True

    def forget_interview(self, interview: InterviewKey) -> int:
        links = list(self._table.query(keys.partition_of(interview), PREFIX))
        # Each answer with its link: without one it cannot be found again.
        pairs = [(Delete(_answer_of(interview, link)), Delete(Key(link["pk"], link["sk"]))) for link in links]
        for start in range(0, len(pairs), PAIRS):
            self._table.transact([delete for pair in pairs[start : start + PAIRS] for delete in pair])
        return len(links)


def _put(key: Key, fields: Item, at: datetime, days: int) -> Put:
    return Put(vars(key) | {"entity": "ANSWER", "expires_at": expiry(at, days)} | fields)


def _answer_of(interview: InterviewKey, link: Item) -> Key:
    return keys.answer_key(interview.organisation_id, str(link["sk"]).removeprefix(PREFIX))
