"""Long transcripts are read in overlapping windows; coverage proves that nothing was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from shared.domain.coverage import Coverage
from shared.domain.limits import WINDOW_OVERLAP_SEGMENTS, WINDOW_SEGMENTS
from shared.domain.role import Role
from shared.domain.transcript import Segment

if TYPE_CHECKING:
    from shared.domain.evidence import EvidenceUnit
    from shared.domain.transcript import Transcript

Window = Sequence[Segment]


def windows_of(
    segments: Sequence[Segment], *, size: int = WINDOW_SEGMENTS, overlap: int = WINDOW_OVERLAP_SEGMENTS
) -> list[Window]:
    """Consecutive segments, each window sharing `overlap` of them with the next, the last one never a mere overlap."""
    step = size - overlap
    starts = range(0, max(len(segments) - overlap, 1), step)
    return [segments[start : start + size] for start in starts]


def coverage_of(
    transcript: Transcript, windows: Iterable[Window], evidence: Sequence[EvidenceUnit], *, dropped: int, merged: int
) -> Coverage:
    """What was read and what was found in it. Seconds are rounded to a hundredth."""
    read = list(windows)
    return Coverage(
        segments=len(transcript.segments),
        segments_read=len({segment.index for window in read for segment in window}),
        participant_seconds=round(sum(segment.seconds for segment in _spoken_by_participants(transcript)), 2),
        evidence_seconds=round(sum(unit.end_seconds - unit.start_seconds for unit in evidence), 2),
        windows=len(read),
        quotes_dropped=dropped,
        duplicates_merged=merged,
    )


def _spoken_by_participants(transcript: Transcript) -> list[Segment]:
    return [segment for segment in transcript.segments if transcript.role_of(segment.speaker) is not Role.INTERVIEWER]
