"""How a long recording is cut into pieces: where it is quiet, none of them long, none of them tiny.

Where nobody pauses, two pieces overlap, so that one of them hears each word whole.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise

from shared.domain.bundle import Bundle
from shared.domain.interview_key import InterviewKey
from shared.domain.limits import MAX_PIECE_SECONDS, PIECE_DAYS
from shared.domain.value import Value

LOUDNESS_SECONDS = 0.25  # of one window
QUIET_WINDOWS = 3  # a pause between sentences is longer than one between words
SEARCH_SECONDS = 20.0  # on either side of an even cut
PAUSE_SHARE = 0.02  # a pause is no louder than this part of what is around it
OVERLAP_SECONDS = 3.0  # on either side of a cut through speech


class HeardAs(StrEnum):
    """How an upload becomes words: it is ready, its pieces are heard one by one, or a provider's job hears it whole."""

    READY = "ready"
    PIECES = "pieces"
    JOB = "job"


class Piece(Value):
    """A stretch of a recording. `channel` is set where each channel holds one voice: each is then heard alone.

    Of it, `lead_seconds` lie before its seam with the piece before, which hears them too, `tail_seconds` behind the
    other.
    """

    number: int
    start_seconds: float
    end_seconds: float
    channel: int | None = None
    lead_seconds: float = 0.0
    tail_seconds: float = 0.0

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.end_seconds - self.start_seconds


class PieceManifest(Value):
    """How a recording was cut."""

    container: str
    duration_seconds: float
    channels: int
    pieces: tuple[Piece, ...]
    made_at: datetime


def pieces_folder(interview: InterviewKey, upload_version: str | None) -> str:
    """Where the pieces of an upload are kept, and what was heard in them."""
    return f"{interview.organisation_id}/{interview.interview_id}/pieces/{_digest(upload_version or '')}"


def manifest_key(folder: str, *, whole: bool = False) -> str:
    """The key of a recording's manifest; `whole` where a job hears it in one."""
    return f"{folder}/{'whole' if whole else 'manifest'}.json"


def job_name(interview: InterviewKey, hearing: str) -> str:
    """The name of the job that hears a recording: the same for the same hearing, so that it cannot start twice."""
    return f"{interview.organisation_id}.{interview.interview_id}.{_digest(hearing)}"


def interview_of_job(name: str) -> InterviewKey | None:
    """Whose job it is; None when the name is not of our making."""
    match name.split("."):
        case [organisation_id, interview_id, _] if organisation_id and interview_id:
            return InterviewKey(organisation_id=organisation_id, interview_id=interview_id)
    return None


def job_output_key(folder: str, name: str) -> str:
    """The key under which a job writes its own result."""
    return f"{folder}/{name.rsplit('.', 1)[1]}.job.json"


def sound_key(folder: str, piece: Piece) -> str:
    """The key of a piece's sound."""
    return f"{folder}/{piece.number:04d}.flac"


def hearing_key(folder: str, piece: Piece, *, hearing: str, language_hint: str | None) -> str:
    """The key of what was heard in a piece. Other engines, another language or another cut hear anew."""
    how = _digest(f"{hearing}|{language_hint}|{piece.start_seconds}|{piece.end_seconds}|{piece.channel}")
    return f"{folder}/{piece.number:04d}.{how}.json"


def is_fresh(manifest: PieceManifest, now: datetime) -> bool:
    """Whether the pieces are there for as long as a run may need them: they expire by themselves."""
    return now - manifest.made_at < timedelta(days=PIECE_DAYS - 1)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


class _Cut(Bundle):
    """Where two pieces part, and how much of either side both hear."""

    at: float
    overlap: float = 0.0


def cut_into_pieces(
    duration: float, loudness: Sequence[float], *, channels: int, limit: float = MAX_PIECE_SECONDS
) -> tuple[Piece, ...]:
    """Pieces of at most `limit` seconds, about evenly long. With several channels, each has pieces of its own."""
    cuts = _cuts(duration, loudness, limit)
    spans = [(start, end, channel) for start, end in pairwise(cuts) for channel in range(channels)]
    return tuple(
        Piece(
            number=number,
            start_seconds=start.at - start.overlap,
            end_seconds=end.at + end.overlap,
            channel=channel if channels > 1 else None,
            lead_seconds=start.overlap,
            tail_seconds=end.overlap,
        )
        for number, (start, end, channel) in enumerate(spans)
    )


def _cuts(duration: float, loudness: Sequence[float], limit: float) -> list[_Cut]:
    """Where pieces begin and end. Both ends may move and overlap, so an even piece is shorter than allowed."""
    search, overlap = min(SEARCH_SECONDS, limit / 4), min(OVERLAP_SECONDS, limit / 20)
    count = 1 if duration <= limit else math.ceil(duration / (limit - 2 * (search + overlap)))
    inner = [_quietest(duration * number / count, loudness, search, overlap) for number in range(1, count)]
    return [_Cut(0.0), *inner, _Cut(duration)]


def _quietest(target: float, loudness: Sequence[float], search: float, overlap: float) -> _Cut:
    """The middle of the quietest windows near `target`, the nearest when several are."""
    first, last = (int((target + away) / LOUDNESS_SECONDS) for away in (-search, search))
    middle = target / LOUDNESS_SECONDS

    def around(window: int) -> Sequence[float]:
        return loudness[window - QUIET_WINDOWS // 2 : window + QUIET_WINDOWS // 2 + 1]

    def noise(window: int) -> tuple[float, float]:
        return sum(around(window)), abs(window + 0.5 - middle)

    found = min(range(first + 1, last), key=noise)
    near = loudness[first:last]
    is_pause = max(around(found), default=0.0) * len(near) <= PAUSE_SHARE * sum(near)
    return _Cut((found + 0.5) * LOUDNESS_SECONDS, 0.0 if is_pause else overlap)
