"""Keys of what keeps and forgets: the audit chain, erasures, and uploads by their age."""

from typing import Final

from shared.adapters.dynamodb_table import Key
from shared.domain.interview_key import InterviewKey

AUDIT_ENTRY: Final = "ENTRY#"
OPEN_ERASURES: Final = "OPEN_ERASURES"  # sparse: of every organisation, for the clock


def kept(organisation_id: str, keepsake: str) -> str:
    """The index partition of an organisation's uploads of which the recording, or the transcript, is still kept."""
    return f"ORG#{organisation_id}#KEPT#{keepsake}"


def erasures_of(organisation_id: str) -> str:
    """The partition of an organisation's erasures and their receipts."""
    return f"ORG#{organisation_id}#ERASURES"


def erasure_key(key: InterviewKey) -> Key:
    """The key of an interview's erasure. It is none of the interview's own partition, which is emptied."""
    return Key(erasures_of(key.organisation_id), f"ERASURE#{key.interview_id}")


def audit_of(organisation_id: str) -> str:
    """The partition of an organisation's audit chain."""
    return f"ORG#{organisation_id}#AUDIT"


def audit_entry_key(organisation_id: str, sequence: int) -> Key:
    """The key of an entry: the chain's order is the partition's."""
    return Key(audit_of(organisation_id), f"{AUDIT_ENTRY}{sequence:012d}")


def audit_head_key(organisation_id: str) -> Key:
    """The key of a chain's end."""
    return Key(audit_of(organisation_id), "HEAD")
