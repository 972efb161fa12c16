"""Reads the result that Amazon Transcribe writes: items with times, punctuation among them, and speaker labels."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from shared.adapters.sentences import sentences
from shared.domain.errors import EngineFailed
from shared.domain.made_by import Engine
from shared.domain.word import Word
from shared.ports import RecognisedSegment, Recognition

ENGINE = Engine(name="amazon-transcribe", version="2017-10-26")
Spoken = tuple[str | None, Word]


def recognition_of(file: bytes, language: str | None, score: float | None) -> Recognition:
    """What was heard. `language` is a code such as `en-US`, `score` how sure the provider is of it, None when told.

    Raises EngineFailed when the file is no result.
    """
    try:
        return _recognition(json.loads(file)["results"], language, score)
    except (AttributeError, LookupError, TypeError, ValueError):  # pydantic's errors are of the last kind
        raise EngineFailed("the result of Amazon Transcribe cannot be read") from None


def _recognition(found: dict[str, Any], language: str | None, score: float | None) -> Recognition:
    words = list(_words(found["items"], _labels(found)))
    return Recognition(
        language=(language or found.get("language_code") or "und").split("-")[0],
        language_confidence=score,
        segments=tuple(_segments(words)),
        engine=ENGINE,
        audio_seconds=words[-1][1].end_seconds if words else 0.0,
    )


def _labels(found: dict[str, Any]) -> dict[str, str]:
    """The speaker of the item that starts at a time, as older results have it."""
    segments = found.get("speaker_labels", {}).get("segments", [])
    return {item["start_time"]: item["speaker_label"] for segment in segments for item in segment.get("items", [])}


def _words(items: list[dict[str, Any]], labels: dict[str, str]) -> Iterator[Spoken]:
    """Words with the punctuation that follows them; each carries the space before it."""
    held: Spoken | None = None
    for item in items:
        best = item["alternatives"][0]
        if item["type"] == "punctuation":
            held = held and (held[0], held[1].model_copy(update={"text": held[1].text + best["content"]}))
            continue
        if held:
            yield held
        held = (item.get("speaker_label") or labels.get(item["start_time"]), _word(item, best))
    if held:
        yield held


def _word(item: dict[str, Any], best: dict[str, Any]) -> Word:
    return Word(
        text=f" {best['content']}",
        start_seconds=float(item["start_time"]),
        end_seconds=float(item["end_time"]),
        confidence=float(best["confidence"]),
    )


def _segments(words: list[Spoken]) -> Iterator[RecognisedSegment]:
    for speaker, turn in groupby(words, key=lambda spoken: spoken[0]):
        for segment in sentences([word for _, word in turn]):
            yield segment.model_copy(update={"speaker": speaker})
