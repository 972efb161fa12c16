"""A request that may be sent twice does its work once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.domain.errors import Conflict, InvalidInput, ParleyError, QuotaExceeded, RequestInProgress
from shared.domain.idempotency import IdempotencyRecord, RecordState, Refusal, check_standing

if TYPE_CHECKING:
    from shared.ports import IdempotencyStore

# What it answers counts only when it is the completed record, which knows more than the claim did.
Work = Callable[[IdempotencyRecord], object]


def do_once(asked: IdempotencyRecord, work: Work, *, store: IdempotencyStore) -> IdempotencyRecord:
    """Does the work, which completes the record in its own transaction; or finds that it was done.

    A refusal that would come again is kept and comes again; any other failure leaves the key free. Raises what the
    work raises, IdempotencyKeyReused, RequestInProgress, StorageThrottled.
    """
    stands = store.claim(asked)
    check_standing(asked, stands)
    if stands.state is RecordState.COMPLETED:
        return stands
    try:
        done = work(stands)
    except Exception as error:
        _end(stands, error, store)
        raise
    return done if isinstance(done, IdempotencyRecord) else stands


def _end(record: IdempotencyRecord, error: Exception, store: IdempotencyStore) -> None:
    if isinstance(error, ParleyError) and _would_come_again(error):
        refusal = Refusal(error=type(error).__name__, message=error.message, field=error.field)
        store.complete(record.completed(refusal=refusal))
    else:
        store.release(record)


def _would_come_again(error: ParleyError) -> bool:
    for_now = isinstance(error, QuotaExceeded | RequestInProgress)
    return isinstance(error, InvalidInput | Conflict) and not for_now
