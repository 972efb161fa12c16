"""What the readers of the transcript formats have in common: an utterance, clean text, and times in words."""

import math
import re
from typing import Any

from shared.domain.errors import UnreadableTranscript
from shared.domain.value import Value

MAX_TIME_SECONDS = 24 * 60 * 60.0
TIME_REMEDY = "give times in seconds from the start, or as HH:MM:SS.mmm, each end after its start"

_CLOCK = re.compile(r"(-?)(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d{1,9})?)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,12})?", re.ASCII)
_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


class Utterance(Value):
    """Something said, as a file has it. `place` names the line or segment, so that an error can point to it."""

    place: str
    text: str
    speaker: str | None = None
    start_seconds: float | None = None
    end_seconds: float | None = None


def clean(text: str) -> str:
    """The text on one line, without control characters and halves of characters."""
    return " ".join(_UNSPEAKABLE.sub(" ", text).split())


def read_time(value: Any, place: str) -> float:
    """Seconds of a number, of a number in words, or of a clock time. Raises UnreadableTranscript."""
    seconds = _seconds(value)
    if seconds is None:
        raise UnreadableTranscript(f"{place}: a time is not a number", remedy=TIME_REMEDY)
    if seconds < 0:
        raise UnreadableTranscript(f"{place}: a time is negative", remedy=TIME_REMEDY)
    if seconds > MAX_TIME_SECONDS:
        raise UnreadableTranscript(f"{place}: a time is past 24 hours, so it is not in seconds", remedy=TIME_REMEDY)
    return seconds


def _seconds(value: Any) -> float | None:
    if isinstance(value, str):
        return _seconds_of_text(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    too_large = isinstance(value, int) and abs(value) > MAX_TIME_SECONDS * 1e6
    return math.inf if too_large else None if math.isnan(value) else float(value)


def _seconds_of_text(text: str) -> float | None:
    if _NUMBER.fullmatch(text):
        return float(text)
    clock = _CLOCK.fullmatch(text)
    if not clock:
        return None
    sign, hours, minutes, seconds = clock.groups()
    total = round(int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", ".")), 6)
    return -total if sign else total
