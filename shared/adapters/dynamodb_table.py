"""The table: requests, paging, and the one place where DynamoDB's errors become ours."""

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from shared.adapters.aws_errors import for_later
from shared.adapters.dynamodb_numbers import decimals, numbers
from shared.adapters.dynamodb_writes import Check, Delete, Item, Key, Put, Update, Write
from shared.domain.errors import StorageThrottled

R = TypeVar("R")

__all__ = ["Check", "ConditionFailed", "Delete", "DynamoTable", "Item", "Key", "Put", "Update", "Write"]

CONFLICT_ATTEMPTS = 8
INDEX_KEYS = {
    "by_organisation": ("gsi1pk", "gsi1sk"),
    "by_status": ("gsi2pk", "gsi2sk"),
    "by_project": ("gsi3pk", "gsi3sk"),
}
OLD = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
RETURNS = {"ReturnValues": "ALL_NEW", **OLD}
THROTTLES = {
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "TransactionInProgressException",
    "InternalServerError",
}


class ConditionFailed(Exception):
    """A condition did not hold. `failed` are the places in the transaction; `old` is the item of a single write."""

    def __init__(self, failed: Sequence[int] = (0,), old: Item | None = None) -> None:
        super().__init__("a condition did not hold")
        self.failed, self.old = tuple(failed), old


class DynamoTable:
    """One DynamoDB table with `pk` and `sk`."""

    def __init__(self, client: Any, name: str, *, pause: Callable[[float], None] = time.sleep) -> None:
        from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

        self._client, self._name, self._pause = client, name, pause
        self._serialise, self._deserialise = TypeSerializer().serialize, TypeDeserializer().deserialize

    def get(self, key: Key) -> Item | None:
        """The item, read consistently; None when there is none."""
        answer = self._ask("get_item", TableName=self._name, Key=self._wire(vars(key)), ConsistentRead=True)
        return self._item(answer["Item"]) if "Item" in answer else None

    def write(self, write: Write) -> Item:
        """One write; returns the item as it then is (empty for a Put). Raises ConditionFailed with the old item."""
        return self.patiently(lambda: self._write_once(write), "a transaction on the same item kept conflicting")

    def transact(self, writes: Sequence[Write | Delete | Check]) -> None:
        """All of the writes or none. Raises ConditionFailed; conflicts with other transactions are tried again."""
        operations = [self._operation(write) for write in writes]
        trouble = "transactions on the same items kept conflicting"
        self.patiently(lambda: self._transact_once(operations) or None, trouble)

    def query(
        self, pk: str, prefix: str = "", *, limit: int | None = None, through: str | None = None
    ) -> Iterator[Item]:
        """All items of a partition whose sort key starts with `prefix`, in its order; the first page has `limit`.

        With `through`, those from `prefix` to it.
        """
        start: dict[str, Any] = {"Limit": limit} if limit else {}
        while True:
            answer = self._ask("query", **self._partition(pk, prefix, through), **start)
            yield from map(self._item, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def page(self, pk: str, prefix: str, *, limit: int, after: str | None) -> list[Item]:
        """At most so many items of a partition with that prefix, in their order, from after one of them."""
        start = {"ExclusiveStartKey": self._wire({"pk": pk, "sk": after})} if after else {}
        answer = self._ask("query", **self._partition(pk, prefix, None), Limit=limit, **start)
        return [self._item(item) for item in answer["Items"]]

    def query_index(
        self,
        index: str,
        pk: str,
        *,
        limit: int,
        start: Item | None = None,
        newest_first: bool = True,
        between: tuple[str, str] | None = None,
    ) -> tuple[list[Item], Item | None]:
        """One page of an index, of the sort keys from one to another, and the key to go on from."""
        if between and between[0] > between[1]:  # nothing is there, and DynamoDB refuses to look
            return [], None
        more = {"ExclusiveStartKey": self._wire(start)} if start else {}
        names, values = dict(zip(("#pk", "#sk"), INDEX_KEYS[index], strict=True)), {":pk": pk}
        if between:
            values |= {":from": between[0], ":to": between[1]}
        else:
            del names["#sk"]
        answer = self._ask(
            "query",
            TableName=self._name,
            IndexName=index,
            KeyConditionExpression="#pk = :pk" + (" AND #sk BETWEEN :from AND :to" if between else ""),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=self._wire(values),
            ScanIndexForward=not newest_first,
            Limit=limit,
            **more,
        )
        last = answer.get("LastEvaluatedKey")
        return [self._item(item) for item in answer["Items"]], self._item(last) if last else None

    def patiently(self, once: Callable[[], R | None], trouble: str, attempts: int = CONFLICT_ATTEMPTS) -> R:
        """What `once` answers; None says that another write was in the way. Waits a little longer each time.

        Raises StorageThrottled, with the trouble in words, when it was so to the end.
        """
        for attempt in range(attempts):
            answer = once()
            if answer is not None:
                return answer
            self._pause(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311 - jitter, not a secret
        raise StorageThrottled(trouble)

    def _write_once(self, write: Write) -> Item | None:
        """The item as it then is; None when a transaction was in the way."""
        from botocore.exceptions import ClientError

        try:
            if isinstance(write, Put):
                self._ask("put_item", **self._put(write), **OLD)
                return {}
            answer = self._ask("update_item", **self._update(write), **RETURNS)
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionConflictException":
                raise
            return None
        return self._item(answer["Attributes"])

    def _transact_once(self, operations: list[dict[str, Any]]) -> bool:
        from botocore.exceptions import ClientError

        try:
            self._ask("transact_write_items", TransactItems=operations)
        except ClientError as error:
            if error.response["Error"]["Code"] == "TransactionConflictException":
                return False
            reasons = [reason.get("Code") for reason in error.response.get("CancellationReasons", [])]
            failed = [place for place, code in enumerate(reasons) if code == "ConditionalCheckFailed"]
            if failed:
                raise ConditionFailed(failed) from None
            if reasons and "ValidationError" not in reasons:
                return False
            raise
        return True

    def _ask(self, operation: str, **arguments: Any) -> Any:
        from botocore.exceptions import ClientError

        try:
            with for_later("the table", THROTTLES):
                return getattr(self._client, operation)(**arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            old = error.response.get("Item")
            raise ConditionFailed(old=self._item(old) if old else None) from None

    def _operation(self, write: Write | Delete | Check) -> dict[str, Any]:
        if isinstance(write, Check):
            check = {"TableName": self._name, "Key": self._wire(vars(write.key))}
            return {"ConditionCheck": check | self._expressions("", write.condition, write.values, {})}
        if isinstance(write, Delete):
            conditions = self._expressions("", write.condition, write.values, {})
            return {"Delete": {"TableName": self._name, "Key": self._wire(vars(write.key))} | conditions}
        return {"Put": self._put(write)} if isinstance(write, Put) else {"Update": self._update(write)}

    def _put(self, write: Put) -> Any:
        request: dict[str, Any] = {"TableName": self._name, "Item": self._wire(write.item)}
        return request | self._expressions("", write.condition, write.values, {})

    def _update(self, write: Update) -> Any:
        request: dict[str, Any] = {"TableName": self._name, "Key": self._wire(vars(write.key))}
        request["UpdateExpression"] = write.expression
        return request | self._expressions(write.expression, write.condition, write.values, write.names)

    def _expressions(
        self, expression: str, condition: str | None, values: Mapping[str, Any], names: Mapping[str, str]
    ) -> dict[str, Any]:
        used = set(re.findall(r"#(\w+)", f"{expression} {condition or ''}"))
        parts: dict[str, Any] = {}
        if condition:
            parts["ConditionExpression"] = condition
        if used:
            parts["ExpressionAttributeNames"] = {f"#{name}": names.get(name, name) for name in used}
        if values:
            parts["ExpressionAttributeValues"] = self._wire({f":{name}": value for name, value in values.items()})
        return parts

    def _partition(self, pk: str, prefix: str, through: str | None) -> dict[str, Any]:
        sort = " AND sk BETWEEN :sk AND :last" if through else " AND begins_with(sk, :sk)" if prefix else ""
        values = {":pk": pk} | ({":sk": prefix} if prefix else {}) | ({":last": through} if through else {})
        return {
            "TableName": self._name,
            "KeyConditionExpression": f"pk = :pk{sort}",
            "ExpressionAttributeValues": self._wire(values),
            "ConsistentRead": True,
        }

    def _wire(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._serialise(decimals(value)) for name, value in item.items()}

    def _item(self, wire: Mapping[str, Any]) -> Item:
        return {name: numbers(self._deserialise(value)) for name, value in wire.items()}
