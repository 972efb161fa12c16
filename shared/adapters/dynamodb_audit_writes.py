"""What an entry of the audit chain is in a transaction: the entry itself, and the head, which moves to it."""

from typing import Final

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_keeping_keys import audit_entry_key, audit_head_key
from shared.adapters.dynamodb_table import DynamoTable, Key, Put
from shared.domain.audit import Recorded
from shared.domain.audit_chain import AuditEntry, AuditHead, chain, head_of

NEW: Final = "attribute_not_exists(pk)"
ATTEMPTS: Final = 12
BUSY: Final = "others kept appending to the audit log"


def next_entry(table: DynamoTable, recorded: Recorded) -> tuple[AuditEntry, list[Put]]:
    """The entry after the chain's last, and its writes: one of them is refused when another took the place."""
    head = chain_end(table, recorded.organisation_id)
    entry = chain(recorded.deed, head)
    return entry, [
        entry_put(recorded.organisation_id, entry),
        moved_head(recorded.organisation_id, head, head_of(entry)),
    ]


def chain_end(table: DynamoTable, organisation_id: str) -> AuditHead:
    """The end of the organisation's chain."""
    return head_at(table, audit_head_key(organisation_id))


def head_at(table: DynamoTable, key: Key) -> AuditHead:
    """What is kept at the key; before anything is, that of an empty chain."""
    item = table.get(key)
    return keys.value_of(item, AuditHead) if item else AuditHead()


def entry_put(organisation_id: str, entry: AuditEntry) -> Put:
    """The entry in its place; refused when another took it."""
    return Put(keys.item_of(audit_entry_key(organisation_id, entry.sequence), entry, "AUDIT_ENTRY"), NEW)


def moved_head(organisation_id: str, before: AuditHead, after: AuditHead) -> Put:
    """The head as it moves on; refused when it is no longer where it was."""
    moved = keys.item_of(audit_head_key(organisation_id), after, "AUDIT_HEAD")
    if not before.sequence:
        return Put(moved, NEW)
    return Put(moved, "#sequence = :before", {"before": before.sequence})
