"""Transcripts as JSON: a list of segments, or an object that holds one, in the spellings that programs use."""

import json
import math
from typing import Any

from pydantic import ValidationError

from shared.domain.errors import UnreadableTranscript
from shared.domain.transcript import Transcript
from shared.domain.utterance import TIME_REMEDY, Utterance, clean, read_time

_SPEAKER = ("speaker", "speakerLabel", "speaker_label", "speakerName", "speaker_name", "name", "label")
_START = ("startSeconds", "start_seconds", "start", "startTime", "start_time", "begin", "from")
_END = ("endSeconds", "end_seconds", "end", "endTime", "end_time", "to")
_TEXT = ("text", "content", "utterance", "transcript")
MAX_SPEAKER_NUMBER = 1_000_000
_REMEDY = "send a list of segments, or an object with `segments`, each with speaker, start, end and text"


def read_json(text: str) -> Any:
    """The JSON value. Raises UnreadableTranscript that names the line."""
    try:
        return json.loads(text, parse_float=_finite, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise UnreadableTranscript(f"line {error.lineno}: the JSON ends or breaks off", remedy=_REMEDY) from None
    except (ValueError, RecursionError):
        raise UnreadableTranscript("the JSON cannot be read", remedy=_REMEDY) from None


def _finite(digits: str) -> Any:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)


def _no_number(_: str) -> Any:
    """Stands for NaN and the infinities, so that the segment that has one is named."""
    return {}


def own_transcript(value: Any) -> Transcript | None:
    """The transcript, when the value is one that this program wrote."""
    try:
        return Transcript.model_validate(value)
    except (ValidationError, RecursionError):
        return None


def json_utterances(value: Any) -> list[Utterance]:
    """The segments of the value, those without words left out. Raises UnreadableTranscript."""
    segments = value.get("segments") if isinstance(value, dict) else value
    if not isinstance(segments, list):
        raise UnreadableTranscript("the JSON holds no list of segments", remedy=_REMEDY)
    read = (_utterance(segment, f"segment {number}") for number, segment in enumerate(segments, 1))
    return [utterance for utterance in read if utterance.text]


def json_language(value: Any) -> str | None:
    """The language that the file names."""
    language = value.get("language") if isinstance(value, dict) else None
    return clean(language)[:35] or None if isinstance(language, str) else None


def _utterance(segment: Any, place: str) -> Utterance:
    if not isinstance(segment, dict):
        raise UnreadableTranscript(f"{place}: is no object", remedy=_REMEDY)
    text = _first(segment, _TEXT)
    if not isinstance(text, str):
        raise UnreadableTranscript(f"{place}: has no text", remedy=_REMEDY)
    start, end = _first(segment, _START), _first(segment, _END)
    if start is None and end is not None:
        raise UnreadableTranscript(f"{place}: has an end and no start", remedy=TIME_REMEDY)
    return Utterance(
        place=place,
        text=clean(text),
        speaker=_speaker(_first(segment, _SPEAKER)),
        start_seconds=None if start is None else read_time(start, place),
        end_seconds=None if end is None else read_time(end, place),
    )


def _first(segment: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((segment[key] for key in keys if segment.get(key) is not None), None)


def _speaker(value: Any) -> str | None:
    if isinstance(value, dict):
        value = _first(value, ("name", "label", "id"))
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return f"Speaker {value:g}" if abs(value) < MAX_SPEAKER_NUMBER else None
    return clean(value) or None if isinstance(value, str) else None
