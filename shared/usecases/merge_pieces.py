"""What was heard in the pieces of a recording becomes one: times from its start, one language, one set of voices."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.speakers import label_voices
from shared.usecases.join_seams import Row, join_seams

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from shared.domain.made_by import Engine
    from shared.domain.pieces import Piece
    from shared.domain.word import Word
    from shared.ports import RecognisedSegment, VoiceSeparator
    from shared.usecases.transcribe_piece import HeardPiece

UNHEARD = "voices could not be told apart"


class Merged(Bundle):
    """A whole recording as it was heard. `labels` are the speakers of the segments."""

    language: str
    language_confidence: float | None
    engine: Engine
    segments: tuple[RecognisedSegment, ...]
    labels: tuple[str, ...]
    warnings: tuple[str, ...]


def merge_pieces(pieces: Sequence[Piece], heard: Sequence[HeardPiece], voices: VoiceSeparator) -> Merged:
    """`heard` is what was heard in each of the pieces, something in at least one."""
    rows = sorted(join_seams(pieces, _rows(pieces, heard)), key=lambda row: row.segment.start_seconds)
    spoken = [(one, _speech(one)) for one in heard if one.recognition.segments]
    language, confidence = _language(spoken)
    labels, label_warnings = _labels(rows, spoken, voices)
    return Merged(
        language=language,
        language_confidence=confidence,
        engine=max(spoken, key=lambda one: one[1])[0].recognition.engine,
        segments=tuple(row.segment for row in rows),
        labels=label_voices(labels),
        warnings=tuple(dict.fromkeys([*_differences(spoken), *label_warnings, *_said_by_engines(heard)])),
    )


def _rows(pieces: Sequence[Piece], heard: Sequence[HeardPiece]) -> dict[int, list[Row]]:
    rows: dict[int, list[Row]] = {}
    for piece, one in zip(pieces, heard, strict=True):
        voiceprints = one.voiceprints or (None,) * len(one.recognition.segments)
        rows[piece.number] = [
            Row(_placed(segment, piece), piece.number, voiceprint)
            for segment, voiceprint in zip(one.recognition.segments, voiceprints, strict=True)
        ]
    return rows


def _placed(segment: RecognisedSegment, piece: Piece) -> RecognisedSegment:
    """The segment at its time in the recording. Engines hear words end after the piece's end: those end with it."""
    return segment.model_copy(
        update={
            "start_seconds": _place(segment.start_seconds, piece),
            "end_seconds": _place(segment.end_seconds, piece),
            "words": tuple(_placed_word(word, piece) for word in segment.words),
            "channel": piece.channel if piece.channel is not None else segment.channel,
        }
    )


def _placed_word(word: Word, piece: Piece) -> Word:
    start, end = _place(word.start_seconds, piece), _place(word.end_seconds, piece)
    return word.model_copy(update={"start_seconds": start, "end_seconds": end})


def _place(seconds: float, piece: Piece) -> float:
    return round(min(piece.start_seconds + max(seconds, 0.0), piece.end_seconds), 3)


def _speech(heard: HeardPiece) -> float:
    return sum(max(segment.end_seconds - segment.start_seconds, 0.0) for segment in heard.recognition.segments)


def _language(spoken: Sequence[tuple[HeardPiece, float]]) -> tuple[str, float | None]:
    """The language with the most speech, weighted by how sure the engine is of it; how sure it is on average."""
    sure = defaultdict[str, float](float)
    for one, seconds in spoken:
        known = one.recognition.language_confidence
        sure[one.recognition.language] += seconds * (1.0 if known is None else known)
    language = max(sure, key=lambda one: sure[one])
    rated = [(one.recognition.language_confidence, seconds) for one, seconds in spoken if _speaks(one, language)]
    weight = sum(seconds for confidence, seconds in rated if confidence is not None)
    total = sum(confidence * seconds for confidence, seconds in rated if confidence is not None)
    return language, round(total / weight, 4) if weight else rated[0][0]


def _speaks(heard: HeardPiece, language: str) -> bool:
    return heard.recognition.language == language


def _differences(spoken: Sequence[tuple[HeardPiece, float]]) -> Iterator[str]:
    languages = Counter(one.recognition.language for one, _ in spoken)
    if len(languages) > 1:
        found = ", ".join(f"{language} in {count}" for language, count in languages.most_common())
        yield f"the pieces differ in language ({found}); name it and run again from upload if that is wrong"
    engines = Counter(one.recognition.engine.name for one, _ in spoken)
    if len(engines) > 1:
        found = ", ".join(f"{name} {count}" for name, count in engines.most_common())
        yield f"the pieces were heard by different engines ({found})"


def _said_by_engines(heard: Sequence[HeardPiece]) -> Iterator[str]:
    for one in heard:
        yield from one.warnings


def _labels(
    rows: Sequence[Row], spoken: Sequence[tuple[HeardPiece, float]], voices: VoiceSeparator
) -> tuple[Sequence[Hashable], tuple[str, ...]]:
    """What tells the voices apart, row by row: the channel, the sound, the engine's own labels, or nothing."""
    if any(row.segment.channel is not None for row in rows):
        return [row.segment.channel for row in rows], ()
    voiceprints = [row.voiceprint for row in rows if row.voiceprint is not None]
    if len(voiceprints) == len(rows):
        return voices.group(voiceprints, [row.seconds for row in rows]), ()
    return _labels_of_engines(rows, spoken)


def _labels_of_engines(
    rows: Sequence[Row], spoken: Sequence[tuple[HeardPiece, float]]
) -> tuple[Sequence[Hashable], tuple[str, ...]]:
    if any(row.segment.speaker is not None for row in rows):
        matched = (
            () if len(spoken) == 1 else ("the voices of the pieces could not be matched; merge those that are one",)
        )
        return [(row.piece, row.segment.speaker) for row in rows], matched
    reason = next((one.unheard_voices for one, _ in spoken if one.unheard_voices), "the engine does not do it")
    return [None for _ in rows], (f"{UNHEARD}: {reason}",)
