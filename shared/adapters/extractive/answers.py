"""Which question of the project the interview answers, by the order of turns.

1. The interview is cut into exchanges: a question of the interviewer and the reply up to the next one.
2. Every project question is held against every exchange: mostly against what was asked there, a little against what
   was replied, with a small bonus when both stand equally far into their list.
3. Questions and exchanges are paired one to one so that the sum of squares is greatest: one close pair is worth more
   than two loose ones, and a question that only resembles an exchange of another goes without. A pair counts when it
   is clearly close, or close enough and closer than the exchange is to the project's questions in general.
4. Other exchanges that fit a question as well as its own, and single quotes that hold nearly all of its words, count
   as answers, too, which also finds what was answered without having been asked.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from shared.adapters.extractive.closeness import Closeness, Coverage
from shared.adapters.extractive.evidence import evades
from shared.adapters.extractive.sentences import sentences
from shared.adapters.extractive.turns import Exchange, exchanges
from shared.domain.attribution import AnswerAttribution, AnswerStatus
from shared.domain.evidence import EvidenceUnit
from shared.domain.project import ProjectQuestion
from shared.domain.transcript import Transcript

# What makes an exchange fit a question; the weights were set on made-up interviews, see tests/unit/adapters.
ASKED_BETTER: Final = 0.60  # the question asked: the better of closeness and shared words
ASKED_OTHER: Final = 0.15  # and the other of the two
LEADING: Final = 0.6  # what the interviewer says besides counts that much of what they ask
REPLIED: Final = 0.25
IN_ORDER: Final = 0.08

PAIR_FLOOR: Final = 0.26  # below it the two are not about the same
PREFERENCE: Final = 0.08  # by how much an exchange must fit a question better than it fits the others on average
CLEAR: Final = 0.45  # close by itself, whatever else is close; a second exchange for a question must be that
TOLD_WORDS: Final = 0.7  # of a question's words in one quote: told without being asked
TOLD_CLOSE: Final = 0.2
QUOTES_IN_SUMMARY: Final = 2


class _Fit(NamedTuple):
    """Arrays of closeness: exchanges (questions, exchanges), quotes and words (questions, quotes)."""

    exchanges: Any
    quotes: Any
    words: Any


class _Interview(NamedTuple):
    """`quotes` are, for each exchange, the places in `evidence` of what was said in it."""

    exchanges: Sequence[Exchange]
    evidence: Sequence[EvidenceUnit]
    quotes: Sequence[Sequence[int]]


def attribute(
    questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit], closeness: Closeness
) -> list[AnswerAttribution]:
    """One attribution per question, in their order."""
    if not questions:
        return []
    interview = _interview(exchanges(transcript), evidence)
    fit = _fit([question.text for question in questions], interview, closeness)
    pairs = _pair(fit.exchanges)
    return [_attribution(question, row, pairs, fit, interview) for row, question in enumerate(questions)]


def _interview(asked: Sequence[Exchange], evidence: Sequence[EvidenceUnit]) -> _Interview:
    """Evidence is gone through once, however many exchanges there are."""
    within: dict[int, list[int]] = {}
    for place, unit in enumerate(evidence):
        within.setdefault(unit.segment_index, []).append(place)
    replies = ({segment.index for segment in exchange.reply} for exchange in asked)
    quotes = [sorted(place for index in reply for place in within.get(index, ())) for reply in replies]
    return _Interview(asked, evidence, quotes)


def _fit(questions: Sequence[str], interview: _Interview, closeness: Closeness) -> _Fit:
    coverage = Coverage(questions)
    quotes = closeness.between(questions, [unit.quote for unit in interview.evidence])
    words = _table(questions, [unit.quote for unit in interview.evidence], coverage)
    asked = _asked(questions, [exchange.question for exchange in interview.exchanges], closeness, coverage)
    led = _asked(questions, [exchange.lead for exchange in interview.exchanges], closeness, coverage)
    fit = np.maximum(asked, LEADING * led)
    in_order = IN_ORDER * _in_order(*fit.shape) * (fit > 0)
    return _Fit(fit + REPLIED * _replied((quotes + words) / 2, interview) + in_order, quotes, words)


def _asked(questions: Sequence[str], texts: Sequence[str], closeness: Closeness, coverage: Coverage) -> Any:
    """How close what the interviewer said is, as an array (questions, exchanges)."""
    close, words = _closest(questions, texts, closeness), _table(questions, texts, coverage)
    return ASKED_BETTER * np.maximum(close, words) + ASKED_OTHER * np.minimum(close, words)


def _table(questions: Sequence[str], texts: Sequence[str], coverage: Coverage) -> Any:
    """Coverage as an array (questions, texts)."""
    rows = [[coverage.of(number, text) for text in texts] for number in range(len(questions))]
    return np.array(rows, dtype=np.float64).reshape(len(questions), len(texts))


def _closest(questions: Sequence[str], texts: Sequence[str], closeness: Closeness) -> Any:
    """For each text its closest sentence, as an array (questions, texts); 0 for empty ones."""
    spoken = [[piece.text for piece in sentences(text)] or [""] for text in texts]
    close = closeness.between(questions, [text for each in spoken for text in each])
    starts = np.cumsum([0, *map(len, spoken)])[:-1]
    return np.maximum.reduceat(close, starts, axis=1) * np.array([bool(text) for text in texts])


def _replied(quotes: Any, interview: _Interview) -> Any:
    """For each exchange its best quote, as an array (questions, exchanges)."""
    columns = [quotes[:, place].max(axis=1) if place else np.zeros(len(quotes)) for place in interview.quotes]
    return np.stack(columns, axis=1)


def _in_order(questions: int, asked: int) -> Any:
    """1 where a question and an exchange stand equally far into their lists, 0 at opposite ends."""
    rows = np.linspace(0, 1, questions)[:, None] if questions > 1 else np.full((1, 1), 0.5)
    return 1.0 - np.abs(rows - np.linspace(0, 1, asked)[None, :])


def _pair(fit: Any) -> dict[int, int]:
    """Question to exchange, one to one."""
    from scipy.optimize import linear_sum_assignment

    others = (fit.sum(axis=0) - fit) / max(1, len(fit) - 1)
    preferred = (fit - others >= PREFERENCE) | (fit >= CLEAR)
    worth = np.where((fit >= PAIR_FLOOR) & preferred, fit**2, 0.0)
    rows, columns = linear_sum_assignment(-worth)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if worth[row, column]}


def _attribution(
    question: ProjectQuestion, row: int, pairs: dict[int, int], fit: _Fit, interview: _Interview
) -> AnswerAttribution:
    asked = _exchanges_of(row, pairs, fit)
    open_ones = [number for number in asked if not _is_evaded(number, interview)]
    replies = [place for number in open_ones for place in interview.quotes[number]]
    told = [] if asked and not replies else _told(row, fit)
    if not replies and not told:
        return _without_answer(question, asked, fit.exchanges[row])
    places = sorted(set(replies) | set(told))
    return _answered(question, places, interview.evidence, _strength(row, open_ones, told, fit), fit.quotes[row])


def _exchanges_of(row: int, pairs: dict[int, int], fit: _Fit) -> list[int]:
    """The exchange paired with a question, and those without a question that clearly fit it best."""
    own = [pairs[row]] if row in pairs else []
    best = fit.exchanges.argmax(axis=0)
    taken = set(pairs.values())
    more = (n for n, owner in enumerate(best) if owner == row and fit.exchanges[row, n] >= CLEAR and n not in taken)
    return own + [number for number in more if own]


def _is_evaded(number: int, interview: _Interview) -> bool:
    exchange = interview.exchanges[number]
    return not interview.quotes[number] or evades(exchange.reply_text)


def _told(row: int, fit: _Fit) -> list[int]:
    """The quotes that hold nearly all words of a question and are closer to no other question."""
    both = fit.quotes + fit.words
    fits = (fit.words[row] >= TOLD_WORDS) & (fit.quotes[row] >= TOLD_CLOSE) & (both[row] >= both.max(axis=0))
    return [int(place) for place in np.flatnonzero(fits)]


def _strength(row: int, asked: Sequence[int], told: Sequence[int], fit: _Fit) -> float:
    """How sure an answer is: the best exchange, or the best quote told unasked."""
    from_asking = max((float(fit.exchanges[row, number]) for number in asked), default=0.0)
    from_telling = max((float(fit.quotes[row, place] + fit.words[row, place]) / 2 for place in told), default=0.0)
    return max(from_asking, 0.8 * from_telling)


def _answered(
    question: ProjectQuestion, places: Sequence[int], evidence: Sequence[EvidenceUnit], strength: float, close: Any
) -> AnswerAttribution:
    best = sorted(places, key=lambda place: (-float(close[place]) - evidence[place].confidence, place))
    quotes = [evidence[place].quote for place in sorted(best[:QUOTES_IN_SUMMARY])]
    return AnswerAttribution(
        question_id=question.id,
        status=AnswerStatus.ANSWERED,
        summary="The participant said: " + " … ".join(f"“{quote}”" for quote in quotes),
        evidence_ids=tuple(evidence[place].id for place in places),
        confidence=_confidence(0.3 + 0.6 * strength),
    )


def _without_answer(question: ProjectQuestion, asked: Sequence[int], fit: Any) -> AnswerAttribution:
    """Asked in vain, or not asked; the surer the second, the further everything was from the question."""
    strength = max((float(fit[number]) for number in asked), default=0.0)
    distance = 1.0 - float(fit.max(initial=0.0))
    return AnswerAttribution(
        question_id=question.id,
        status=AnswerStatus.NOT_ANSWERED if asked else AnswerStatus.NOT_ASKED,
        summary="It was asked, but the reply gives no answer."
        if asked
        else "It was not asked, and nothing said answers it.",
        evidence_ids=(),
        confidence=_confidence(0.3 + 0.6 * (strength if asked else distance)),
    )


def _confidence(value: float) -> float:
    return round(min(0.95, max(0.05, value)), 2)
