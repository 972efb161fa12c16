"""What two overlapping pieces have heard of the same seconds becomes one: no word is lost, none is there twice."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.seams import change_over, spread, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shared.domain.pieces import Piece
    from shared.domain.word import Word
    from shared.ports import RecognisedSegment


class Row(Bundle):
    """A segment at its time in the recording, with what is known of its voice."""

    segment: RecognisedSegment
    piece: int
    voiceprint: str | None

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return max(self.segment.end_seconds - self.segment.start_seconds, 0.0)

    @property
    def words(self) -> Sequence[Word]:
        """With their times, which are guessed where the engine told none."""
        one = self.segment
        return one.words or spread(one.text, one.start_seconds, one.end_seconds)


Rows = dict[int, list[Row]]


def join_seams(pieces: Sequence[Piece], rows: Mapping[int, list[Row]]) -> Iterator[Row]:
    """The rows of all pieces, which are given by the pieces' numbers."""
    joined: Rows = dict(rows)
    for channel in {piece.channel for piece in pieces}:
        for one, other in pairwise(piece for piece in pieces if piece.channel == channel):
            if one.tail_seconds:
                _join(one, other, joined)
    for piece in pieces:
        yield from joined[piece.number]


def _join(one: Piece, other: Piece, rows: Rows) -> None:
    seam = one.end_seconds - one.tail_seconds
    before, after = (rows[piece.number] for piece in (one, other))
    taken = change_over(seam, one.tail_seconds, _words(before), _words(after))
    rows[one.number] = list(_between(before, 0, taken.before))
    rows[other.number] = list(_between(after, taken.after, len(_words(after))))


def _words(rows: Sequence[Row]) -> list[Word]:
    return [word for row in rows for word in row.words]


def _between(rows: Sequence[Row], first: int, last: int) -> Iterator[Row]:
    """What the words from `first` on say, up to `last`, all rows' words counted through."""
    passed = 0
    for row in rows:
        count = len(row.words)
        start, end = (min(max(place - passed, 0), count) for place in (first, last))
        passed += count
        if (start, end) == (0, count):
            yield row
        elif start < end:
            yield row.but(segment=_part(row, start, end))


def _part(row: Row, first: int, last: int) -> RecognisedSegment:
    words = row.words[first:last]
    return row.segment.model_copy(
        update={
            "start_seconds": words[0].start_seconds,
            "end_seconds": words[-1].end_seconds,
            "text": text_of(row.segment.text, row.words, first, last),
            "words": tuple(words) if row.segment.words else (),
        }
    )
