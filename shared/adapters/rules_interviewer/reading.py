"""What kind of answer it is, as far as its words show it. Whether it is on the subject is judged elsewhere."""

from dataclasses import dataclass
from typing import Final

from shared.adapters.extractive.sentences import is_small_talk, sentences
from shared.adapters.extractive.wordlists import COURTESIES
from shared.adapters.extractive.words import content, tokens
from shared.adapters.rules_interviewer.languages import speaks_otherwise
from shared.adapters.rules_interviewer.phrases import phrases
from shared.domain.session.answer import Answer, AnswerKind

# In this order: who commands does not ask, and who wants to leave wants no question repeated.
ORDER: Final = (
    AnswerKind.INSTRUCTION,
    AnswerKind.HOSTILE,
    AnswerKind.LEAVING,
    AnswerKind.REPEAT,
    AnswerKind.DONT_KNOW,
    AnswerKind.THINKING,
    AnswerKind.QUESTION_BACK,
)
# With so many words of content besides, who says so has answered all the same. A command is one beside any answer.
BESIDES: Final = {
    AnswerKind.HOSTILE: 20,
    AnswerKind.LEAVING: 20,
    AnswerKind.REPEAT: 10,
    AnswerKind.THINKING: 5,
    AnswerKind.DONT_KNOW: 5,
    AnswerKind.QUESTION_BACK: 8,
}


@dataclass(frozen=True)
class Reading:
    """The kind, None when the words show none; and what is left of the answer without them."""

    kind: AnswerKind | None
    rest: str


def read(answer: Answer, language: str) -> Reading:
    """What the words of an answer show. `language` is that of the plan."""
    text = answer.text.replace("’", "'").strip()
    if not answer.heard or not tokens(text):
        return Reading(AnswerKind.NOT_UNDERSTOOD, "")
    if speaks_otherwise(text, language):
        return Reading(AnswerKind.OTHER_LANGUAGE, text)
    parts = [sentence.text for sentence in sentences(text)]
    found = (_read_as(kind, parts) for kind in ORDER)
    return next((reading for reading in found if reading), Reading(None, text))


def _read_as(kind: AnswerKind, parts: list[str]) -> Reading | None:
    """Courtesies and other words of the kinds that ask for something count for nothing besides."""
    shown = any(phrases()[kind].spans(part) for part in parts)
    if not shown and not any(phrases()[kind].alone(part) for part in parts):
        return None
    rest = " ".join(filter(None, (_without_asking(part) for part in parts)))
    if not shown:
        return None if _says(rest) else Reading(kind, rest)
    said = len(content(rest))
    return Reading(kind, rest) if kind not in BESIDES or said < BESIDES[kind] else None


def _says(rest: str) -> bool:
    """Whether there is any word but courtesies in it."""
    return any(word not in COURTESIES for word in tokens(rest))


def _without_asking(part: str) -> str:
    """What a sentence says besides: without what shows any of the kinds, and nothing of small talk."""
    spans = [span for kind in ORDER for span in (*phrases()[kind].spans(part), *phrases()[kind].alone(part))]
    kept = "".join(letter for place, letter in enumerate(part) if not any(a <= place < b for a, b in spans))
    return "" if is_small_talk(kept) else kept.strip()
