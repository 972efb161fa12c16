"""What a request to AWS asks to be written, by its body as it is sent."""

import json


def items_written(operation: str, body: bytes) -> int:
    """How many items of the table."""
    if operation == "TransactWriteItems":
        return sum("ConditionCheck" not in one for one in json.loads(body)["TransactItems"])
    return int(operation in {"PutItem", "UpdateItem", "DeleteItem"})
