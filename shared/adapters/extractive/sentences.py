"""Cuts a segment's text into stretches worth quoting. Every stretch is an exact piece of the text."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from shared.adapters.extractive.wordlists import BACKCHANNEL
from shared.adapters.extractive.words import content, tokens

LONGEST_QUOTE: Final = 40  # words; beyond it a sentence is cut at its clauses
SHORTEST_CLAUSE: Final = 6  # words
MOST_JOINED: Final = 3  # sentences in one quote
SMALL_TALK: Final = 3  # content words; with more, a thank-you says something besides
SHORTEST_QUOTE: Final = 4  # words; up to that a sentence leans on its neighbour

TITLES: Final = frozenset({"mr", "mrs", "ms", "dr", "prof", "st", "rev", "sr", "jr", "vs", "no", "approx"})
_INITIALS: Final = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]$")
_SENTENCE_END: Final = re.compile(r"[.!?…]+[\"'”’)\]]*\s+|\n+")
_CLAUSE_END: Final = re.compile(
    r"(?:[;:—–]|,)\s+(?=(?:and|but|so|because|which|then|or|while|although|though|if|when)\b)|;\s+"
)
_LOOSE_END: Final = re.compile(r"\s+(?=(?:and|but|so|because|then|or|while|when|if)\b)")
_PLEASANTRY: Final = re.compile(
    r"\b(?:thank(?:s| you)|nice to meet you|you(?:'re| are) welcome"
    r"|good (?:question|morning|afternoon|evening|to be here)|have a (?:nice|good|great)|can you hear me"
    r"|glad to be here|happy to (?:be here|help|talk)"
    r"|that(?:'s| is) (?:all|it)(?: from me)?[.!]*$)",
    re.IGNORECASE,
)
_SPACE: Final = re.compile(r"\s+")


class Piece(NamedTuple):
    """A stretch of a text: `text[start:end]`."""

    start: int
    end: int
    text: str

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(tokens(self.text))


def sentences(text: str) -> list[Piece]:
    """The sentences of a text, without the space around them."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if _ends_sentence(text, match)]
    return list(_pieces(text, 0, len(text), ends))


def quotable(text: str) -> list[Piece]:
    """Sentences, long ones cut at their clauses, very short ones together with their neighbour."""
    cut = [clause for sentence in sentences(text) for clause in _clauses(text, sentence)]
    return _join_short(text, [piece for piece in cut if not is_small_talk(piece.text)])


def is_small_talk(text: str) -> bool:
    """Whether a text only keeps the talk going, greets or thanks."""
    polite = _PLEASANTRY.search(text) is not None and len(content(text)) <= SMALL_TALK
    return polite or all(word in BACKCHANNEL for word in tokens(text))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """False after a title, an initial or an abbreviation such as "a.m." before a small letter."""
    if not match.group().startswith("."):
        return True
    before = text[: match.start()].rsplit(maxsplit=1)[-1:]
    word = before[0].lstrip("(\"'“‘") if before else ""
    if word.lower() in TITLES:
        return False
    abbreviated = "." in word and bool(_INITIALS.match(word))
    initial = len(word) == 1 and word.isupper() and word != "I"
    return not initial and not (abbreviated and text[match.end() : match.end() + 1].islower())


def _pieces(text: str, start: int, end: int, cuts: list[int]) -> Iterator[Piece]:
    for here, there in zip([start, *cuts], [*cuts, end], strict=True):
        stripped = text[here:there].strip()
        if stripped:
            first = text.index(stripped, here)
            yield Piece(first, first + len(stripped), stripped)


def _clauses(text: str, sentence: Piece) -> list[Piece]:
    """The sentence itself, or its clauses when it is too long: at commas, else at conjunctions, else anywhere."""
    pieces = [sentence]
    for pattern in (_CLAUSE_END, _LOOSE_END, _SPACE):
        pieces = [part for piece in pieces for part in _cut(text, piece, pattern)]
    return pieces


def _cut(text: str, piece: Piece, pattern: re.Pattern[str]) -> list[Piece]:
    if piece.words <= LONGEST_QUOTE:
        return [piece]
    cuts: list[int] = []
    for match in pattern.finditer(text, piece.start, piece.end):
        long_enough = _count(text, (cuts or [piece.start])[-1], match.end()) >= _wanted(pattern)
        if long_enough and _count(text, match.end(), piece.end) >= SHORTEST_CLAUSE:
            cuts.append(match.end())
    return list(_pieces(text, piece.start, piece.end, cuts))


def _wanted(pattern: re.Pattern[str]) -> int:
    """How long a clause must be before it may end; where nothing marks an end, as long as it may be."""
    return LONGEST_QUOTE - SHORTEST_CLAUSE if pattern is _SPACE else SHORTEST_CLAUSE


def _count(text: str, start: int, end: int) -> int:
    return len(tokens(text[start:end]))


def _join_short(text: str, pieces: list[Piece]) -> list[Piece]:
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and _leans(groups[-1], piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [_span(text, group[0], group[-1]) for group in groups]


def _leans(group: list[Piece], after: Piece) -> bool:
    """Whether a sentence belongs to those before it: it is very short, or all that they are."""
    before = sum(piece.words for piece in group)
    short = min(before, after.words) <= SHORTEST_QUOTE
    return short and len(group) < MOST_JOINED and before + after.words <= LONGEST_QUOTE


def _span(text: str, first: Piece, last: Piece) -> Piece:
    return Piece(first.start, last.end, text[first.start : last.end])
