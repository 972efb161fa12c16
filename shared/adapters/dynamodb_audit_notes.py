"""Deeds that are noted first and take their place in the audit chain later: whoever notes waits for nobody.

The chain has one end, which each entry moves: many who append at once are in each other's way. A note is an item of its
own, below the chain's partition, until it is settled: entry, head and the end of the note are one transaction.
"""

import hashlib
from itertools import islice
from typing import Final

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_audit_writes import ATTEMPTS, BUSY, chain_end, entry_put, moved_head
from shared.adapters.dynamodb_keeping_keys import audit_of
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Item, Key, Put, Write
from shared.domain.audit import Deed
from shared.domain.audit_chain import AuditEntry, AuditHead, chain, head_of

NOTE: Final = "NOTE#"
TOGETHER: Final = 30  # a transaction holds 100 items, and a note takes two
AT_ONCE: Final = 3_000  # while somebody waits for an answer
EXISTS: Final = "attribute_exists(pk)"


def note(table: DynamoTable, organisation_id: str, deed: Deed) -> None:
    """Puts it down, in the order of time; the same deed is the same note."""
    digest = hashlib.sha256(deed.model_dump_json().encode()).hexdigest()[:16]
    key = Key(audit_of(organisation_id), f"{NOTE}{keys.in_time(deed.at)}#{digest}")
    table.write(Put(keys.item_of(key, deed, "AUDIT_NOTE")))


def settle(table: DynamoTable, organisation_id: str, *, most: int | None = None) -> None:
    """Gives notes their place in the chain, the oldest first: all, or so many at most. Raises StorageThrottled."""
    settled = 0
    while most is None or settled < most:
        count = table.patiently(lambda: _settle_once(table, organisation_id), BUSY, ATTEMPTS)
        settled += count
        if count < TOGETHER:
            return


def _settle_once(table: DynamoTable, organisation_id: str) -> int | None:
    """How many were settled; None when somebody else has moved the end, or has settled them."""
    notes = list(islice(table.query(audit_of(organisation_id), NOTE, limit=TOGETHER), TOGETHER))
    if not notes:
        return 0
    head = chain_end(table, organisation_id)
    entries = _chained(notes, head)
    writes: list[Write | Delete] = [entry_put(organisation_id, entry) for entry in entries]
    writes += [moved_head(organisation_id, head, head_of(entries[-1]))]
    writes += [Delete(Key(item["pk"], item["sk"]), EXISTS) for item in notes]
    try:
        table.transact(writes)
    except ConditionFailed:
        return None
    return len(notes)


def _chained(notes: list[Item], head: AuditHead) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for item in notes:
        entries.append(chain(keys.value_of(item, Deed), head_of(entries[-1]) if entries else head))
    return entries
