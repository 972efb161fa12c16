"""What the API needs of what is outside, beside what every function does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shared.runtime.outside import Outside

if TYPE_CHECKING:
    from shared.ports import IdempotencyStore


@dataclass
class Door(Outside):
    """Builds the ports that only the API uses."""

    @cached_property
    def idempotency(self) -> IdempotencyStore:
        """What requests have made before."""
        from shared.adapters.dynamodb_idempotency import DynamoIdempotency

        return DynamoIdempotency(self.table)
