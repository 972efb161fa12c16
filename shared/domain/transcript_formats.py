"""Reads ready transcripts: JSON, WebVTT, SRT, and `Name: text` lines, told apart by their content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from shared.domain.errors import UnreadableTranscript
from shared.domain.limits import MAX_SEGMENTS, MAX_TRANSCRIPT_BYTES, MEGABYTE
from shared.domain.made_by import Engine
from shared.domain.speaker_roles import speakers_of
from shared.domain.transcript import Segment, Transcript
from shared.domain.transcript_json import json_language, json_utterances, own_transcript, read_json
from shared.domain.transcript_lines import cue_utterances, has_cues, line_utterances
from shared.domain.utterance import MAX_TIME_SECONDS, TIME_REMEDY

if TYPE_CHECKING:
    from shared.domain.utterance import Utterance

PROVIDED = Engine(name="provided-transcript", version="1")
UNKNOWN_LANGUAGE = "und"
WORDS_PER_MINUTE = 150
LONG_SEGMENT_CHARACTERS = 600
UNNAMED = "Speaker"

ESTIMATED_TIMES = "The transcript has no times; they are estimated at 150 words a minute."
OVERLAPPING_TIMES = "Some segments overlap or are out of order; they are sorted by their start."
LINES_LEFT_OUT = "Lines before the first `Name:` were left out."

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{\]\"])")  # not the bracket of `[00:12] Name:`
_LABEL = re.compile(r"S\d+")
_SENTENCE = re.compile(r"\S.*?(?:[.?!…。？！]+(?=\s)|\Z)", re.DOTALL)


def parse_transcript(data: bytes, *, language: str | None = None, ours: bool = False) -> Transcript:
    """The transcript that the bytes hold. `language` is used when the file names none. Raises UnreadableTranscript.

    `ours` when nobody else can have written it: then it keeps who has made it, and whether it is a draft.
    """
    text = _decoded(data)
    own, utterances, named, warnings = _read(text)
    if own:
        return _checked(own, own.engine if ours else PROVIDED)
    if not utterances:
        raise UnreadableTranscript("nothing is said in it")
    timed = all(utterance.start_seconds is not None for utterance in utterances)
    placed = [portion for turn in _placed(utterances, timed=timed) for portion in _portions(turn)]
    return _transcript(placed, named or language or UNKNOWN_LANGUAGE, warnings, timed=timed)


def _read(text: str) -> tuple[Transcript | None, list[Utterance], str | None, tuple[str, ...]]:
    """Our own transcript or the utterances, the language that the file names, and warnings."""
    if _JSON.match(text):
        value = read_json(text)
        own = own_transcript(value)
        return own, [] if own else json_utterances(value), json_language(value), ()
    if has_cues(text):
        return None, cue_utterances(text), None, ()
    utterances, ignored = line_utterances(text)
    return None, utterances, None, (LINES_LEFT_OUT,) if ignored else ()


def _decoded(data: bytes) -> str:
    if len(data) > MAX_TRANSCRIPT_BYTES:
        raise UnreadableTranscript(f"larger than {MAX_TRANSCRIPT_BYTES // MEGABYTE} MB", remedy="send it in parts")
    try:
        return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableTranscript(f"line {line}: is not UTF-8", remedy="save the file as UTF-8") from None


def _placed(utterances: Sequence[Utterance], *, timed: bool) -> list[Utterance]:
    """Every utterance with a start and an end, estimated where there is none."""
    if not timed:
        return list(_estimated(utterances))
    following = [*(utterance.start_seconds for utterance in utterances[1:]), None]
    return [_ended(utterance, after) for utterance, after in zip(utterances, following, strict=True)]


def _estimated(utterances: Sequence[Utterance]) -> Iterator[Utterance]:
    if any(utterance.start_seconds is not None for utterance in utterances):
        untimed = next(utterance for utterance in utterances if utterance.start_seconds is None)
        raise UnreadableTranscript(f"{untimed.place}: has no time, while others have", remedy=TIME_REMEDY)
    at = 0.0
    for utterance in utterances:
        end = at + _speaking_seconds(utterance.text)
        yield utterance.model_copy(update={"start_seconds": at, "end_seconds": end})
        at = end


def _ended(utterance: Utterance, following: float | None) -> Utterance:
    """Without an end, it ends with the next start or when it has been spoken, whichever comes first."""
    start, end = utterance.start_seconds or 0.0, utterance.end_seconds
    if end is None:
        end = start + _speaking_seconds(utterance.text)
        end = following if following is not None and start < following < end else end
    if end < start:
        raise UnreadableTranscript(f"{utterance.place}: ends before it starts", remedy=TIME_REMEDY)
    return utterance.model_copy(update={"end_seconds": end})


def _speaking_seconds(text: str) -> float:
    return len(text.split()) * 60 / WORDS_PER_MINUTE


def _portions(utterance: Utterance) -> Iterator[Utterance]:
    """A long turn in a few sentences at a time, its time shared by length."""
    if len(utterance.text) <= LONG_SEGMENT_CHARACTERS:
        yield utterance
        return
    start, end = utterance.start_seconds or 0.0, utterance.end_seconds or 0.0
    parts, said = _few_sentences(utterance.text), 0
    total = sum(map(len, parts))
    for part in parts:
        times = [start + (end - start) * letters / total for letters in (said, said + len(part))]
        yield utterance.model_copy(update={"text": part, "start_seconds": times[0], "end_seconds": times[1]})
        said += len(part)


def _few_sentences(text: str) -> list[str]:
    parts: list[str] = []
    for sentence in _SENTENCE.findall(text):
        if parts and len(parts[-1]) + len(sentence) < LONG_SEGMENT_CHARACTERS:
            parts[-1] = f"{parts[-1]} {sentence}"
        else:
            parts.append(sentence)
    return parts


def _transcript(placed: list[Utterance], language: str, warnings: tuple[str, ...], *, timed: bool) -> Transcript:
    _check_count(placed)
    warnings += (OVERLAPPING_TIMES,) if _overlap([(u.start_seconds, u.end_seconds) for u in placed]) else ()
    placed.sort(key=lambda utterance: utterance.start_seconds or 0.0)
    labels = {name: f"S{n}" for n, name in enumerate(dict.fromkeys(u.speaker or UNNAMED for u in placed), 1)}
    segments = tuple(_segment(index, utterance, labels) for index, utterance in enumerate(placed))
    names = {label: name for name, label in labels.items() if name != UNNAMED}
    return Transcript(
        language=language,
        duration_seconds=max(segment.end_seconds for segment in segments),
        segments=segments,
        speakers=speakers_of(segments, names),
        engine=PROVIDED,
        warnings=warnings if timed else (*warnings, ESTIMATED_TIMES),
        timed=timed,
    )


def _segment(index: int, utterance: Utterance, labels: dict[str, str]) -> Segment:
    return Segment(
        index=index,
        speaker=labels[utterance.speaker or UNNAMED],
        start_seconds=round(utterance.start_seconds or 0.0, 3),
        end_seconds=round(utterance.end_seconds or 0.0, 3),
        text=utterance.text,
    )


def _check_count(items: Sequence[object]) -> None:
    if len(items) > MAX_SEGMENTS:
        raise UnreadableTranscript(f"it has more than {MAX_SEGMENTS} segments", remedy="send it in parts")


def _overlap(times: Sequence[tuple[float | None, float | None]]) -> bool:
    return any((end or 0.0) > (start or 0.0) for (_, end), (start, _) in pairwise(times))


def _checked(own: Transcript, engine: Engine) -> Transcript:
    """A transcript of ours that came back, perhaps corrected by hand."""
    if not own.segments:
        raise UnreadableTranscript("nothing is said in it")
    own = _relabelled(own)
    _check_count(own.segments)
    for number, segment in enumerate(own.segments, 1):
        if not 0 <= segment.start_seconds <= segment.end_seconds <= MAX_TIME_SECONDS:
            raise UnreadableTranscript(f"segment {number}: its times cannot be right", remedy=TIME_REMEDY)
    warnings = (OVERLAPPING_TIMES,) if _overlap([(s.start_seconds, s.end_seconds) for s in own.segments]) else ()
    ordered = sorted(own.segments, key=lambda segment: segment.start_seconds)
    return own.model_copy(
        update={
            "segments": tuple(s.model_copy(update={"index": index}) for index, s in enumerate(ordered)),
            "duration_seconds": _duration(own),
            "speakers": own.speakers,
            "warnings": tuple(dict.fromkeys((*own.warnings, *warnings))),
            "engine": engine,
        }
    )


def _relabelled(own: Transcript) -> Transcript:
    """Labels become S1, S2, …: a label may be a name, and labels are part of ids."""
    labels = {old: f"S{n}" for n, old in enumerate(dict.fromkeys(s.speaker for s in own.segments), 1)}
    known = {speaker.label: speaker for speaker in own.speakers}
    segments = tuple(s.model_copy(update={"speaker": labels[s.speaker]}) for s in own.segments)
    guessed = {speaker.label: speaker for speaker in speakers_of(segments, _names(labels))}
    speakers = tuple(
        known[old].model_copy(update={"label": new, "name": known[old].name or guessed[new].name})
        if old in known
        else guessed[new]
        for old, new in labels.items()
    )
    return own.model_copy(update={"segments": segments, "speakers": speakers})


def _names(labels: dict[str, str]) -> dict[str, str]:
    return {new: old for old, new in labels.items() if not _LABEL.fullmatch(old)}


def _duration(own: Transcript) -> float:
    spoken = max(segment.end_seconds for segment in own.segments)
    return max(spoken, own.duration_seconds) if own.duration_seconds <= MAX_TIME_SECONDS else spoken
