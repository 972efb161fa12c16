"""Where an interview stands, and how it comes to its words."""

from enum import StrEnum


class InterviewStatus(StrEnum):
    """Where an interview stands. `IN_PROGRESS` ones are being held; a moment after that their transcript is awaited.

    `QUEUED` ones have a run that waits for a slot.

    `REJECTED` ones have a recording that cannot be used. Of `DELETING` and `DELETED` ones a tombstone is left, which
    no list has. The others can be redriven.
    """

    AWAITING_UPLOAD = "awaiting_upload"
    IN_PROGRESS = "in_progress"
    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    REJECTED = "rejected"
    DELETING = "deleting"
    DELETED = "deleted"


class InterviewMode(StrEnum):
    """How an interview comes to its words: a recording or a ready transcript is sent, or we hold it live."""

    RECORDING = "recording"
    LIVE = "live"
