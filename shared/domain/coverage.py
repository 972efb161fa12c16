"""That nothing of what was said was left unread."""

from shared.domain.value import Value


class Coverage(Value):
    """Proof that nothing spoken was skipped: every segment was in a window that an engine read."""

    segments: int
    segments_read: int
    participant_seconds: float
    evidence_seconds: float
    windows: int
    quotes_dropped: int
    duplicates_merged: int
