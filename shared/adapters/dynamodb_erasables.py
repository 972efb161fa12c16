"""What the table holds of an interview, to be erased."""

from collections import Counter
from collections.abc import Mapping
from itertools import islice

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_answers import DynamoAnswers
from shared.adapters.dynamodb_table import Delete, DynamoTable, Key
from shared.adapters.dynamodb_writes import transactions
from shared.domain.interview_key import InterviewKey


class ErasableAnswers:
    """Implements `Erasable`: models' answers, which lie under the organisation. Their links are in the partition."""

    where = "model answers"

    def __init__(self, table: DynamoTable) -> None:
        self._answers = DynamoAnswers(table)

    def erase(self, key: InterviewKey, *, limit: int) -> Mapping[str, int]:
        del limit  # a link and its answer go together, and a read of a long interview makes a few hundred
        count = self._answers.forget_interview(key)
        return {"answer": count} if count else {}


class ErasablePartition:
    """Implements `Erasable`: everything under the interview's own key but the interview, of which a tombstone is left.

    Whoever finds things elsewhere by what is here must have erased them before.
    """

    where = "table"

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def erase(self, key: InterviewKey, *, limit: int) -> Mapping[str, int]:
        kept = keys.interview_key(key)
        items = self._table.query(kept.pk, limit=limit)
        found = list(islice((item for item in items if item["sk"] != kept.sk), limit))
        for together in transactions(found):
            self._table.transact([Delete(Key(item["pk"], item["sk"])) for item in together])
        return Counter(str(item.get("entity", "other")).lower() for item in found)
