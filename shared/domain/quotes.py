"""Quotes are checked against the transcript, and their times come from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.domain.evidence import EvidenceUnit

if TYPE_CHECKING:
    from shared.domain.drafts import EvidenceDraft
    from shared.domain.transcript import Segment
    from shared.domain.word import Word

Span = tuple[int, int]


def locate(quote: str, segment: Segment) -> Span | None:
    """The first and last-plus-one character of `quote` in the segment's text; None when it is not there verbatim."""
    wanted = quote.strip()
    start = segment.text.find(wanted) if wanted else -1
    return None if start < 0 else (start, start + len(wanted))


def times_of(span: Span, segment: Segment) -> tuple[float, float]:
    """Start and end seconds of a span: from the words where there are any, else in proportion to the text."""
    spoken = [word for word, where in _word_spans(segment) if where[0] < span[1] and where[1] > span[0]]
    if spoken:
        return spoken[0].start_seconds, spoken[-1].end_seconds
    length = segment.end_seconds - segment.start_seconds
    characters = max(len(segment.text), 1)
    return segment.start_seconds + length * span[0] / characters, segment.start_seconds + length * span[1] / characters


def _word_spans(segment: Segment) -> list[tuple[Word, Span]]:
    found: list[tuple[Word, Span]] = []
    position = 0
    for word in segment.words:
        text = word.text.strip()
        start = segment.text.find(text, position)
        if text and start >= 0:
            position = start + len(text)
            found.append((word, (start, position)))
    return found


def check(draft: EvidenceDraft, segments: Sequence[Segment], person_of: dict[str, str]) -> EvidenceUnit | None:
    """The draft as evidence, or None when its quote does not occur in the segment it names."""
    if not 0 <= draft.segment_index < len(segments):
        return None
    segment = segments[draft.segment_index]
    span = locate(draft.quote, segment)
    if span is None:
        return None
    start, end = times_of(span, segment)
    return EvidenceUnit(
        id=f"e{segment.index:05d}-{span[0]:04d}",
        quote=segment.text[slice(*span)],
        gist=draft.gist,
        topic=draft.topic,
        speaker=segment.speaker,
        person_id=person_of.get(segment.speaker),
        segment_index=segment.index,
        start_seconds=round(start, 3),
        end_seconds=round(end, 3),
        confidence=round(min(max(draft.confidence, 0.0), 1.0), 3),
    )


def merge_duplicates(units: Sequence[EvidenceUnit]) -> list[EvidenceUnit]:
    """Each stretch of speech once, in order of time: of quotes that overlap the longest stays.

    Windows overlap on purpose, so the same sentence is read twice.
    """
    kept: list[EvidenceUnit] = []
    taken: defaultdict[int, list[Span]] = defaultdict(list)
    for unit in sorted(units, key=lambda u: (-len(u.quote), -u.confidence, u.start_seconds, u.id)):
        span, same = _span_of(unit), taken[unit.segment_index]
        if not any(_overlap(span, other) for other in same):
            same.append(span)
            kept.append(unit)
    return sorted(kept, key=lambda u: (u.segment_index, u.start_seconds, _span_of(u)))


def _span_of(unit: EvidenceUnit) -> Span:
    """Where in its segment's text a checked quote stands, as `check` has written it into the id."""
    start = int(unit.id.rpartition("-")[2])
    return start, start + len(unit.quote)


def _overlap(one: Span, other: Span) -> bool:
    """Whether two quotes of one segment share some of its text.

    Times do not tell: all of a segment without length are the same, and those of neighbouring words may cross.
    """
    return one[0] < other[1] and other[0] < one[1]
