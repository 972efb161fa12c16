"""Evidence: a verbatim quote, where it was said, and what it is about."""

from shared.domain.value import Value


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
