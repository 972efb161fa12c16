"""What is needed so that a request that is sent twice does its work once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.domain.idempotency import IdempotencyRecord


class IdempotencyStore(Protocol):
    """Records of requests by their keys. Every method raises StorageThrottled when the store cannot be asked."""

    def claim(self, asked: IdempotencyRecord) -> IdempotencyRecord:
        """The record that stands.

        It is the one asked for when there was none, or only one that is kept no longer; the former one with the
        asker as its owner when it was abandoned and says the same; else that of somebody else.
        """
        ...

    def complete(self, record: IdempotencyRecord) -> None:
        """The record has its answer, for what is written in no transaction. Raises RequestInProgress for a lost claim.

        What makes something does it in the transaction with it.
        """
        ...

    def release(self, record: IdempotencyRecord) -> None:
        """The key is free again, unless another has taken it over: nothing was made, and nothing is to be repeated."""
        ...
