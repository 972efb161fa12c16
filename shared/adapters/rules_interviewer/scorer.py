"""Implements `Scorer` by rules of its own: how much of the rubric an answer meets, and how definite it is. A draft.

English. The same answer has the same score, whoever gives it.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from shared.adapters.extractive.closeness import Closeness
from shared.adapters.extractive.words import content, tokens
from shared.adapters.rules_interviewer.measure import value_of
from shared.adapters.rules_interviewer.subject import FAR, lacks_the_subject
from shared.domain.evaluation.evaluation import MAX_POINTS, MAX_QUOTES
from shared.domain.evaluation.given import split
from shared.domain.evaluation.judged import Judged
from shared.domain.made_by import Engine
from shared.domain.session.plan import PlannedQuestion
from shared.ports import Embedder

VERSION: Final = "rules-v3"
CLOSE: Final = 0.4  # from which a sentence speaks of a criterion
SURE: Final = 12  # words of content from which a score is as sure as rules can be
MOST_SURE: Final = 0.8  # rules read words, and do not understand them
WEIGHTS: Final = (0.3, 0.7)  # of the rubric, of what the answer gives
SPECIFIC: Final = {
    "a number": re.compile(r"\d|\b(?:half|twice|dozen|hundred|thousand|percent|per cent)\b", re.IGNORECASE),
    "an example": re.compile(r"\b(?:for example|for instance|once|one time|last (?:year|month|week)|when)\b", re.I),
    "an outcome": re.compile(
        r"\b(?:result(?:ed)?|in the end|so that|led to|reduced|increased|saved|improved|fell|rose|learned)\b", re.I
    ),
}
HEDGES: Final = frozenset({"maybe", "perhaps", "guess", "probably", "somehow", "dunno", "stuff", "whatever"})
FEW: Final = 30  # words; in fewer, a hedge weighs as it would in so many
LONG: Final = 40  # words, from which a sentence is hard to follow


class RulesScorer:
    """Scores without any model."""

    prompt_version: Final = VERSION

    def __init__(self, embedder: Embedder) -> None:
        self._closeness = Closeness(embedder)

    @property
    def engine(self) -> Engine:
        vectors = self._closeness.embedder.engine
        return Engine(name="rules", version=f"1/{vectors.name}", draft=True)

    def score(self, question: PlannedQuestion, answer: str) -> Judged:
        sentences = split(answer)
        rubric = question.good_answer or (question.text,)
        close = self._closeness.between((*rubric, question.text), sentences)
        met = [number for number in range(len(rubric)) if close[number].max() >= CLOSE]
        on_subject = 0.0 if _is_off(question, answer, float(close.max())) else 1.0
        words = len(content(answer))
        specific = [name for name, pattern in SPECIFIC.items() if pattern.search(answer)]
        return Judged(
            question_id=question.id,
            score=on_subject * _points(len(met) / len(rubric), value_of(question, answer, float(close[-1].max()))),
            communication=_told(sentences, words),
            definiteness=_definite(answer),
            confidence=round(min(1.0, words / SURE) * MOST_SURE, 3),
            rationale=_rationale(len(met), len(rubric), specific),
            feedback=_feedback(specific),
            quotes=_quotes(close, sentences),
            met=tuple(met) if question.good_answer else (),
            unmet=tuple(set(range(len(rubric))) - set(met)) if question.good_answer else (),
        )


def _points(*shares: float) -> float:
    whole = sum(weight * min(1.0, share) for weight, share in zip(WEIGHTS, shares, strict=True))
    return round(whole * MAX_POINTS, 1)


def _is_off(question: PlannedQuestion, answer: str, close: float) -> bool:
    """Whether it is about something else: far from all that was asked for, and hardly a word in common with it."""
    about = " ".join((question.text, question.topic, *question.good_answer))
    return close < FAR and lacks_the_subject(answer, question.text, about)


def _told(sentences: Sequence[str], content_words: int) -> float:
    """Half for saying enough, half for sentences that can be followed. How somebody speaks is not looked at."""
    lengths = [len(tokens(sentence)) for sentence in sentences]
    followed = sum(length for length in lengths if length < LONG) / max(1, sum(lengths))
    return round(MAX_POINTS * (min(1.0, content_words / SURE) + followed) / 2, 1)


def _definite(answer: str) -> float:
    """Ten, less by each hedge in ten words."""
    words = tokens(answer)
    share = sum(word in HEDGES for word in words) / max(FEW, len(words))
    return round(MAX_POINTS * max(0.0, 1.0 - 10 * share), 1)


def _rationale(met: int, criteria: int, specific: Sequence[str]) -> str:
    """Never a word of the answer: it is shown beside quotes, which are checked."""
    has = f", with {' and '.join(specific)}" if specific else ", without anything specific"
    return f"speaks of {met} of {criteria} things that a good answer contains{has}"


def _feedback(specific: Sequence[str]) -> str:
    missing = [name for name in SPECIFIC if name not in specific]
    return f"{' and '.join(missing)} would make it stronger".capitalize() if missing else "Specific and complete."


def _quotes(close: Any, sentences: Sequence[str]) -> tuple[str, ...]:
    """The sentences that come closest to a criterion, in the order in which they were said."""
    best = close.max(axis=0).argsort()[::-1][:MAX_QUOTES]
    return tuple(sentences[number] for number in sorted(best) if content(sentences[number]))
