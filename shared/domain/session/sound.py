"""The sound of answers: what it is, told by its first bytes, and where it is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from shared.domain.interview_key import InterviewKey

SNIFF_BYTES: Final = 16
_MPEG_FRAME: Final = rb"\xff[\xe2-\xe7\xea-\xef\xf2-\xf7\xfa-\xff]"
_AAC_FRAME: Final = rb"\xff[\xf0\xf1\xf8\xf9]"
_BEGINNINGS: Final = {
    b"\x1aE\xdf\xa3": "audio/webm",
    b"OggS": "audio/ogg",
    b"fLaC": "audio/flac",
    b"ID3": "audio/mpeg",
}


def sound_type(head: bytes) -> str | None:
    """The media type of a sound that begins so; None for what is none that recorders write."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    if re.match(_AAC_FRAME, head):
        return "audio/aac"
    if re.match(_MPEG_FRAME, head):
        return "audio/mpeg"
    return next((kind for begin, kind in _BEGINNINGS.items() if head.startswith(begin)), None)


def answer_key(interview: InterviewKey, number: int, client_turn_id: str) -> str:
    """Where the sound of an answer is kept: below its interview, with which it is erased."""
    return f"{interview.organisation_id}/{interview.interview_id}/turns/{number}/{client_turn_id}"


def answer_named(interview: InterviewKey, key: str) -> tuple[int, str] | None:
    """The turn and the client's id of an answer's sound; None for what is no such key of the interview."""
    found = re.fullmatch(r"([^/]+/[^/]+)/turns/(\d{1,4})/([A-Za-z0-9_-]{1,64})", key)
    if not found or found[1] != f"{interview.organisation_id}/{interview.interview_id}":
        return None
    return int(found[2]), found[3]
