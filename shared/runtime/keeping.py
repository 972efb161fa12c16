"""What keeps and forgets: the record of who did what, and erasures."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shared.runtime.outside import Outside

if TYPE_CHECKING:
    # For the checker only: a function imports the ports that it uses, not all.
    from shared.ports import AuditLog
    from shared.ports.erasure import ErasureQueue, ErasureStore


class Keeping(Outside):
    """Adds them to the ports."""

    @cached_property
    def audit(self) -> AuditLog:
        """Who did what."""
        from shared.adapters.dynamodb_audit import DynamoAudit

        return DynamoAudit(self.table)

    @cached_property
    def erasures(self) -> ErasureStore:
        """Erasures and their receipts."""
        from shared.adapters.dynamodb_erasures import DynamoErasures

        return DynamoErasures(self.table)

    @cached_property
    def erasure_queue(self) -> ErasureQueue:
        """What calls the worker that erases."""
        from shared.adapters.sqs_erasures import SqsErasures

        return SqsErasures(self.client("sqs"), self._need("erasure_queue_url"))
