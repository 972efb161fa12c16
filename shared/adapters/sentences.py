"""Cuts recognised words into sentences, so that a change of speaker falls between two segments."""

import re
from collections.abc import Iterator, Sequence

from shared.domain.word import Word
from shared.ports import RecognisedSegment

PAUSE_SECONDS = 0.8
MAX_SECONDS = 30.0
_ENDS = (".", "?", "!", "…", "。", "？", "！", "؟", "।")
_INITIAL = re.compile(r"[A-HJ-Z]\.")  # as in a name; a sentence may well end with I
_CLOSERS = "\"'”’)]»"
_ABBREVIATIONS = frozenset(
    {"mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "vs.", "e.g.", "i.e.", "etc.", "no.", "approx."}
)


def sentences(words: Sequence[Word], channel: int | None = None) -> list[RecognisedSegment]:
    """One segment a sentence. A pause, or too long a sentence, ends it too. Words carry their own spaces."""
    return [_segment(part, channel) for part in _split(words)]


def _split(words: Sequence[Word]) -> Iterator[list[Word]]:
    part: list[Word] = []
    for word in words:
        if part and _parts(part, word):
            yield part
            part = []
        part.append(word)
    if part:
        yield part


def _parts(part: Sequence[Word], following: Word) -> bool:
    """Whether a segment ends between `part` and the following word."""
    last = part[-1]
    paused = following.start_seconds - last.end_seconds > PAUSE_SECONDS
    too_long = last.end_seconds - part[0].start_seconds > MAX_SECONDS
    return paused or too_long or _ends_sentence(last.text, following.text)


def _ends_sentence(text: str, following: str) -> bool:
    bare = text.strip().rstrip(_CLOSERS)
    next_word = following.strip()
    if not bare.endswith(_ENDS) or not next_word or next_word[0].islower():
        return False
    return bare.lower() not in _ABBREVIATIONS and not _INITIAL.fullmatch(bare)


def _segment(words: Sequence[Word], channel: int | None) -> RecognisedSegment:
    known = [word.confidence for word in words if word.confidence is not None]
    return RecognisedSegment(
        start_seconds=words[0].start_seconds,
        end_seconds=words[-1].end_seconds,
        text="".join(word.text for word in words).strip(),
        confidence=round(sum(known) / len(known), 4) if known else None,
        words=tuple(word.model_copy(update={"text": word.text.strip()}) for word in words),
        channel=channel,
    )
