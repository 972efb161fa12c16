"""Idempotency records in memory."""

from shared.domain.idempotency import IdempotencyRecord, RecordState, in_progress
from tests.fakes.memory import Memory


class MemoryIdempotency:
    """Implements `IdempotencyStore`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def claim(self, asked: IdempotencyRecord) -> IdempotencyRecord:
        with self._memory.transaction():
            known = self._memory.idempotency.get(asked.scope)
            if known is None or known.kept_until <= asked.claimed_at:
                stands = asked
            elif known.is_abandoned_at(asked.claimed_at) and known.fingerprint == asked.fingerprint:
                stands = known.taken_over_by(asked)
            else:
                return known
            self._memory.idempotency[asked.scope] = stands
            return stands

    def complete(self, record: IdempotencyRecord) -> None:
        with self._memory.transaction():
            check_claim(self._memory, record)
            self._memory.idempotency[record.scope] = record

    def release(self, record: IdempotencyRecord) -> None:
        with self._memory.transaction():
            if _is_mine(self._memory, record):
                del self._memory.idempotency[record.scope]


def check_claim(memory: Memory, record: IdempotencyRecord | None) -> None:
    """Raises RequestInProgress when another has the claim; within a transaction that the caller holds."""
    if record and not _is_mine(memory, record):
        raise in_progress()


def _is_mine(memory: Memory, record: IdempotencyRecord) -> bool:
    known = memory.idempotency.get(record.scope)
    return bool(known and known.state is RecordState.RUNNING and known.owner == record.owner)
