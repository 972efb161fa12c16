"""How much an answer gives, what it lacks, and what was learned by it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Final

from shared.adapters.extractive.evidence import evades
from shared.adapters.extractive.sentences import sentences
from shared.adapters.extractive.words import content, tokens
from shared.adapters.rules_interviewer.signs import Sign, count, shows
from shared.domain.session.action import ActionType
from shared.domain.session.limits import MAX_TOLD_CHARACTERS
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.plan_kinds import FollowUpCause, QuestionKind
from shared.ports import TurnContext

FULL_LENGTH: Final = 18  # words of content; more give no more by their number
SHORT: Final = 12  # words
THIN_VALUE: Final = 0.3
VAGUE_WORDS: Final = 2
DATA_SHARE: Final = 0.5  # of the words of a datum's name
# What each part counts in the value of an answer; the signs that a question calls for share theirs.
CLOSENESS: Final = 0.15
LENGTH: Final = 0.40
SIGNS: Final = 0.45
VAGUE_COSTS: Final = 0.15

TOLD: Final = (Sign.EXAMPLE, Sign.NUMBER, Sign.OUTCOME, Sign.PART, Sign.REASON)
CALLED_FOR: Final = {
    QuestionKind.BEHAVIOURAL: (Sign.EXAMPLE, Sign.OUTCOME, Sign.PART, Sign.REASON),
    QuestionKind.SITUATIONAL: (Sign.OUTCOME, Sign.PART, Sign.REASON),
    QuestionKind.TECHNICAL: (Sign.EXAMPLE, Sign.PART, Sign.REASON),
    QuestionKind.RESEARCH: (Sign.EXAMPLE, Sign.NUMBER, Sign.REASON),
    QuestionKind.BACKGROUND: (Sign.EXAMPLE, Sign.NUMBER, Sign.PART),
    QuestionKind.MOTIVATION: (Sign.EXAMPLE, Sign.REASON),
}
# What is asked for when it lacks, the worst first.
CAUSES: Final = {
    FollowUpCause.NO_EXAMPLE: (QuestionKind.BEHAVIOURAL, QuestionKind.RESEARCH),
    FollowUpCause.NO_OUTCOME: (QuestionKind.BEHAVIOURAL,),
    FollowUpCause.NO_NUMBER: (),
}
SIGN_OF: Final = {
    FollowUpCause.NO_EXAMPLE: Sign.EXAMPLE,
    FollowUpCause.NO_OUTCOME: Sign.OUTCOME,
    FollowUpCause.NO_NUMBER: Sign.NUMBER,
}


@dataclass(frozen=True)
class Measured:
    """`value` is 0 to 1."""

    value: float
    is_thin: bool
    lacks: tuple[FollowUpCause, ...]
    learned: tuple[str, ...]
    told: tuple[str, ...]


def measure(context: TurnContext, given: str, close: float) -> Measured:
    """`given` is all that was answered to the question so far, `close` how near it is to what was asked."""
    learned = dict(_learned(context, given))
    value = value_of(context.question, given, close)
    known = {*learned, *(context.session.current.learned if context.session.current else ())}
    missing = any(data not in known for data in context.question.required_data)
    lacks = tuple(_lacks(context.question, given, missing=missing))
    return Measured(
        value=value, is_thin=_is_thin(given, value), lacks=lacks, learned=tuple(learned), told=tuple(learned.values())
    )


def value_of(question: PlannedQuestion, given: str, close: float) -> float:
    """How much an answer gives, 0 to 1: how near, how long, and how many of the signs that are called for.

    Sentences of empty words count for nothing, however many they are.
    """
    told = _substance(given)
    wanted = CALLED_FOR.get(question.kind, (Sign.REASON,))
    signs = sum(shows(sign, told) for sign in wanted) / len(wanted)
    length = min(1.0, len(content(told)) / FULL_LENGTH)
    vague = VAGUE_COSTS * (_is_vague(given) or evades(given))
    value = CLOSENESS * close * min(1.0, 2 * length) + LENGTH * length + SIGNS * signs * min(1.0, 2 * length) - vague
    return round(min(1.0, max(0.0, value)), 2)


def _substance(given: str) -> str:
    """Without empty words, and what was said twice but once."""
    said = dict.fromkeys(part.text for part in sentences(given))
    return " ".join(part for part in said if count(Sign.VAGUE, part) < VAGUE_WORDS)


def _is_thin(given: str, value: float) -> bool:
    told = _substance(given)
    return value < THIN_VALUE or (len(tokens(told)) < SHORT and sum(shows(sign, told) for sign in TOLD) <= 1)


def _is_vague(given: str) -> bool:
    """Whether most of it is empty words."""
    return len(tokens(_substance(given))) < len(tokens(given)) / 2


def _lacks(question: PlannedQuestion, given: str, *, missing: bool) -> Iterator[FollowUpCause]:
    """The worst first."""
    if missing:
        yield FollowUpCause.MISSING_DATA
    if _is_vague(given) or evades(given):
        yield FollowUpCause.VAGUE
    if len(tokens(given)) < SHORT:
        yield FollowUpCause.SHORT
    ruled, told = {rule.when for rule in question.follow_ups}, _substance(given)
    for cause, kinds in CAUSES.items():
        called_for = question.kind in kinds or cause in ruled or (cause in _figures and _asks_figure(question))
        if called_for and not shows(SIGN_OF[cause], told):
            yield cause
    if shows(Sign.FEELING, given) and not shows(Sign.REASON, given):
        yield FollowUpCause.FEELING


_figures: Final = frozenset({FollowUpCause.NO_NUMBER})


def _asks_figure(question: PlannedQuestion) -> bool:
    return shows(Sign.ASKS_NUMBER, " ".join((question.text, *question.good_answer)))


def _learned(context: TurnContext, given: str) -> Iterator[tuple[str, str]]:
    """The required data that the answer names, and where; what was just asked for by name any answer tells."""
    followed = context.session.open if context.session.open else None
    last = followed.text if followed and followed.action is ActionType.ASK_FOLLOWUP else ""
    spoken = [sentence.text for sentence in sentences(given)]
    for data in context.question.required_data:
        asked_for = data.lower() in last.lower() and not evades(context.answer.text)
        answers = [context.answer.text] if asked_for and _tells(data, context.answer.text) else []
        words = next(iter([*answers, *(part for part in spoken if _names(data, part))]), None)
        if words is not None:
            yield data, shorten(words, MAX_TOLD_CHARACTERS, placeholder="")


def _tells(data: str, text: str) -> bool:
    return shows(Sign.NUMBER, text) if shows(Sign.QUANTITY, data) else len(tokens(text)) > 1


def _names(data: str, sentence: str) -> bool:
    """Whether a sentence speaks of it; of a quantity, with a figure."""
    if shows(Sign.QUANTITY, data):
        named = [word for word in _subject(data) if not shows(Sign.QUANTITY, word)]
        return shows(Sign.NUMBER, sentence) and _share(named, sentence) >= DATA_SHARE
    return _share(_subject(data), sentence) >= DATA_SHARE and len(content(sentence)) > len(content(data))


def _subject(data: str) -> list[str]:
    return [word for word in tokens(data) if content(word)]


def _share(words: Sequence[str], sentence: str) -> float:
    held = set(content(sentence))
    return sum(bool(held & set(content(word))) for word in words) / len(words) if words else 0.0
