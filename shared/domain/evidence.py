"""Evidence: a verbatim quote, where it was said, and what it is about."""

from shared.domain.value import Value


class EvidenceDraft(Value):
    """What an analysis engine proposes, before it is checked against the transcript.

    `segment_index` names the segment the quote is said to be in; the times are never the engine's.
    """

    quote: str
    gist: str
    topic: str
    segment_index: int
    confidence: float


class EvidenceUnit(Value):
    """A checked piece of evidence: `quote` occurs verbatim in segment `segment_index`."""

    id: str
    quote: str
    gist: str
    topic: str
    speaker: str
    person_id: str | None
    segment_index: int
    start_seconds: float
    end_seconds: float
    confidence: float


class PersonDraft(Value):
    """What an analysis engine understood of a speaker. Each field only when it was said."""

    speaker: str
    name: str | None = None
    role: str | None = None
    organisation: str | None = None


class Person(Value):
    """Somebody who speaks in the interview."""

    id: str
    speaker: str
    name: str | None = None
    role: str | None = None
    organisation: str | None = None


class InterviewPerson(Value):
    """Links a person to the interview they spoke in."""

    person_id: str
    speaker: str
    role: str


class Coverage(Value):
    """Proof that nothing spoken was skipped: every segment was in a window that an engine read."""

    segments: int
    segments_read: int
    participant_seconds: float
    evidence_seconds: float
    windows: int
    quotes_dropped: int
    duplicates_merged: int
