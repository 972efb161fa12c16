"""The writes that stand beside a change in its transaction, and which error it is when one of them is refused."""

from collections.abc import Sequence
from typing import Literal

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_audit_writes import ATTEMPTS, BUSY, next_entry
from shared.adapters.dynamodb_idempotency import completion
from shared.adapters.dynamodb_outbox import outbox_item
from shared.adapters.dynamodb_quotas import take
from shared.adapters.dynamodb_table import Check, ConditionFailed, Delete, DynamoTable, Put, Write
from shared.domain.alongside import Alongside, PlanOf
from shared.domain.errors import ParleyError
from shared.domain.idempotency import in_progress


def change(
    table: DynamoTable, writes: Sequence[Write | Delete | Check], refused: ParleyError, along: Alongside
) -> None:
    """The change and what stands beside it, or nothing.

    Raises RequestInProgress for a lost claim, QuotaExceeded, and `refused` when the change itself is; StorageThrottled
    when others keep taking the next place in the audit chain.
    """
    together = _beside(writes, along)
    table.patiently(lambda: _attempt(table, together, refused, along), BUSY, ATTEMPTS)


def _attempt(
    table: DynamoTable, together: Sequence[Write | Delete | Check], refused: ParleyError, along: Alongside
) -> Literal[True] | None:
    """None when only the place in the audit chain was taken: with the next one the change may well go through."""
    entry = next_entry(table, along.recorded)[1] if along.recorded else []
    try:
        table.transact([*together, *entry])
    except ConditionFailed as failed:
        place = min(failed.failed)
        if place >= len(together):
            return None
        raise _named(place, along, refused) from None
    return True


def _beside(writes: Sequence[Write | Delete | Check], along: Alongside) -> list[Write | Delete | Check]:
    claim = [completion(along.completion)] if along.completion else []
    takings = [take(taking) for taking in along.takings]
    events = [outbox_item(event) for event in along.events]
    plans = [_plan(along.plan)] if along.plan else []
    return [*claim, *takings, *writes, *events, *plans]


def _plan(planned: PlanOf) -> Put:
    return Put(keys.item_of(keys.plan_key(planned.interview), planned.plan, "PLAN"))


def _named(place: int, along: Alongside, refused: ParleyError) -> ParleyError:
    """Who has lost the claim hears that first; then what is used up."""
    claims = 1 if along.completion else 0
    if place < claims:
        return in_progress()
    if place < claims + len(along.takings):
        return along.takings[place - claims].exceeded
    return refused
