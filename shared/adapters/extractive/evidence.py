"""Finds the sentences worth keeping as evidence, by signs of information that hold in any interview."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import exp
from typing import Final

from shared.adapters.extractive.phrases import topic_of
from shared.adapters.extractive.sentences import Piece, is_small_talk, quotable, sentences
from shared.adapters.extractive.turns import asks
from shared.adapters.extractive.wordlists import FEELING, NUMBERS, PAIN
from shared.adapters.extractive.words import content, tokens
from shared.domain.drafts import EvidenceDraft
from shared.domain.transcript import Segment

THRESHOLD: Final = 0.27  # of the score; modest, because a missed quote is lost and a weak one only ranks low
FULL_LENGTH: Final = 6  # content words; more say no more by themselves
STEEPNESS: Final = 1.5  # of the way from the score, which has no upper end, to a confidence
LEAST_CONTENT: Final = 2  # content words; with fewer there is nothing to cite
CLEAR_INFORMATION: Final = 0.5  # of the score
SHORTEST_GIST: Final = 5  # words; a shorter first clause says too little
GIST_WORDS: Final = 14
FREQUENT_STEMS: Final = 25

# A sign of information and its weight in the score. The weights add up to more than 1: nothing shows all signs.
SIGNS: Final = (
    (re.compile(r"\d|%|\$|€|£"), 0.20),
    (re.compile(r"\b(?:I|we)\b(?!'m (?:sure|afraid)\b)", re.IGNORECASE), 0.15),
    (re.compile(r"\b(?:because|so that|that's why|which is why|due to|since|thanks to|in order to)\b", re.I), 0.15),
    (re.compile(r"\b(?:but|although|though|however|instead|except|even|rather than|unless|until)\b", re.I), 0.10),
    (re.compile(r"\b(?:would|wish|want|need|should|hope|if (?:I|we|they|you)|I'd|we'd|have to|had to)\b", re.I), 0.15),
    (re.compile(r"\b(?:always|never|every|each|usually|often|rarely|last|ago|now|first|used to)\b", re.I), 0.10),
    (re.compile(r"(?:n't|\bnot?|\bnever|\bnobody|\bnothing|\bnone)\b", re.I), 0.10),
    (re.compile(r"(?<=[a-z,] )(?!I\b)[A-Z][a-z]+"), 0.08),
)
# Ways to decline an answer. Each stops where the sentence would go on to say something after all.
_ABOUT_IT: Final = (
    r"(?: about| on| into| to)?(?: it| that| this| them| you| much| anything| more| details?)*"
    r"(?=[.,;!?]|$| (?:here|yet|now|today|in detail|for|because|at)\b)"
)
_SAY: Final = r"(?:say|comment|speak|talk|discuss|go into|get into|answer|tell you|judge|share)"
_EVASIONS: Final = (
    r"\b(?:I|we) (?:don't|do not|wouldn't) know(?=[.,;!?]|$| about (?:that|it)\b)",
    r"^\W*no idea|\bI(?:'ve| have) no idea(?=[.,;!?]|$)|\bno comment\b|\bnext question\b|\bit is what it is\b",
    r"\bnot sure(?: what to say)?(?=[.,;!?]|$)|\bdepends[.!]*$|\bnever thought about (?:it|that)\b",
    rf"\b(?:I|we)(?:'d| would)? (?:rather|prefer) not(?: to)?(?:(?=[.,;!?]|$)| {_SAY}\b)",
    r"\b(?:rather|prefer to) (?:leave|keep|skip|pass) (?:that|it|this|on)\b|\bnot comfortable (?:\w+ing|with that)\b",
    rf"\b(?:I|we) (?:can't|cannot|couldn't|could not|wouldn't|don't (?:want|like|care) to) {_SAY}{_ABOUT_IT}",
    r"\bdon't feel comfortable\b|\bnot something I (?:can|want to|would|could)\b",
    r"\b(?:hard|difficult|tough) to say(?=[.,;!?]|$| (?:how|what|whether|if)\b)",
    r"\blet's (?:leave|skip|move on|not)\b|\bleave it (?:at that|there)\b|\bpass on (?:that|this)\b",
    r"\b(?:can|could|let's|shall) (?:we )?(?:skip|come back to)\b",
    r"\b(?:I'd|would|I'll) (?:have|need) to (?:think|see|check|look)\b",
)
EVASION: Final = re.compile("|".join(_EVASIONS), re.IGNORECASE)
# Words that soften, wherever they stand; an evasion is looked for without them.
_SOFTENER: Final = re.compile(r"\b(?:really|honestly|just|actually|quite|truly|simply|probably)\s+", re.IGNORECASE)


def find_evidence(window: Sequence[Segment], answering: frozenset[str]) -> list[EvidenceDraft]:
    """Drafts from the segments of those who answer, in the order of speech."""
    spoken = [segment for segment in window if segment.speaker in answering]
    common = Counter(one for segment in spoken for one in set(content(segment.text)))
    frequent = [one for one, count in common.most_common(FREQUENT_STEMS) if count > 1]
    return [draft for segment in spoken for draft in _drafts(segment, frequent)]


def informativeness(text: str) -> float:
    """How much a sentence says, from 0: the signs that it shows, and its length."""
    words = tokens(text)
    if is_empty_talk(text) or len(content(text)) < LEAST_CONTENT:
        return 0.0
    score = sum(weight for sign, weight in SIGNS if sign.search(text))
    score += 0.2 * any(word in NUMBERS for word in words)
    score += 0.25 * any(word in FEELING for word in words) + 0.15 * any(word in PAIN for word in words)
    score += 0.4 * min(1.0, len(content(text)) / FULL_LENGTH)
    return score


def is_empty_talk(text: str) -> bool:
    """Back-channel, pleasantries, questions and evasions: every sentence of the text is one of them."""
    return all(_is_empty(sentence.text) for sentence in sentences(text))


def evades(reply: str) -> bool:
    """Whether a reply begins with an evasion and says little besides."""
    spoken = [sentence.text for sentence in sentences(reply)]
    clear = [text for text in spoken if informativeness(text) >= CLEAR_INFORMATION]
    return any(is_evasion(text) for text in spoken[:2]) and len(clear) < len(spoken) / 2


def is_evasion(sentence: str) -> bool:
    """Whether a sentence declines to answer."""
    return EVASION.search(_SOFTENER.sub("", sentence)) is not None


def _is_empty(sentence: str) -> bool:
    return is_small_talk(sentence) or is_evasion(sentence) or (asks(sentence) and sentence.endswith("?"))


def _drafts(segment: Segment, frequent: Sequence[str]) -> Iterator[EvidenceDraft]:
    for piece in quotable(segment.text):
        score = informativeness(piece.text)
        if score >= THRESHOLD:
            yield _draft(piece, segment, score, frequent)


def _draft(piece: Piece, segment: Segment, score: float, frequent: Sequence[str]) -> EvidenceDraft:
    return EvidenceDraft(
        quote=piece.text,
        gist=gist_of(piece.text),
        topic=topic_of(piece.text, frequent),
        segment_index=segment.index,
        confidence=round(1.0 - exp(-STEEPNESS * score), 2),
    )


_OPENER: Final = re.compile(
    r"^(?:(?:well|so|and|but|honestly|actually|yeah|yes|no|oh|um|uh|look|basically|I mean|you know|I think|I guess|"
    r"to be (?:fair|honest)|of course|then|also)\b[,\s]+)+",
    re.IGNORECASE,
)
_TURN_OF_SENTENCE: Final = re.compile(r"[.!?;]\s|,\s(?=(?:and|but|so|because|which|when|if|or)\b)|\s(?=because\b)")


def gist_of(quote: str) -> str:
    """The quote without its opening fillers and cut at a clause, or after some words."""
    bare = _OPENER.sub("", quote) or quote
    first = _TURN_OF_SENTENCE.split(bare, maxsplit=1)[0]
    words = (first if len(tokens(first)) >= SHORTEST_GIST else bare).split()
    short = " ".join(words[:GIST_WORDS]).rstrip(" .,;:!?")
    return short[:1].upper() + short[1:] + (" …" if len(words) > GIST_WORDS else "")
