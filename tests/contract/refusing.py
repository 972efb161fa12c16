"""Clients of DynamoDB that do not do what they are asked at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError


@dataclass
class Refusing:
    """A client that answers the first requests of an operation with errors, then does what it is asked."""

    client: Any
    operation: str
    errors: list[Exception]
    requests: int = 0

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self.client, name)
        if name != self.operation:
            return operation

        def ask(**arguments: Any) -> Any:
            self.requests += 1
            if self.errors:
                raise self.errors.pop(0)
            return operation(**arguments)

        return ask


@dataclass
class Interrupted:
    """A client after each of whose requests something else happens. `requests` names them."""

    client: Any
    happens: Callable[[], object]
    requests: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self.client, name)

        def ask(**arguments: Any) -> Any:
            self.requests.append(name)
            answer = operation(**arguments)
            self.happens()
            return answer

        return ask


def refusal(code: str, reasons: Sequence[str] = ()) -> ClientError:
    """An error as DynamoDB words it."""
    answer: Any = {"Error": {"Code": code, "Message": code}}
    if reasons:
        answer["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return ClientError(answer, "Operation")
