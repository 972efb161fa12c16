"""Whether an answer is about what was asked, and how much of it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from shared.adapters.extractive.closeness import Closeness
from shared.adapters.extractive.concepts import families
from shared.adapters.extractive.sentences import sentences
from shared.adapters.extractive.words import content
from shared.adapters.rules_interviewer.signs import Sign, count
from shared.domain.session.plan import InterviewKind
from shared.ports import Embedder, TurnContext

LEAST_WORDS: Final = 5  # of content; with fewer nothing is off the subject, only brief
MOST_SENTENCES: Final = 40  # that are compared
FAR: Final = 0.2  # closer than that is on the subject
HINTS: Final = 2  # words of the question, of a family with its words, or of work in a job interview: on the subject
CONTEXT_CHARACTERS: Final = 300
KEPT_VECTORS: Final = 512  # of questions and criteria: the same ones are asked of many


class Subject:
    """Compares answers with what was asked, by the vectors of an embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._closeness = Closeness(embedder)
        self._vector = lru_cache(maxsize=KEPT_VECTORS)(lambda text: self._closeness.vectors([text])[0])

    def closeness_to(self, asked: Sequence[str], answer: str) -> list[float]:
        """For each of the texts, how close the answer or one of its sentences comes, 0 to 1."""
        import numpy as np

        parts = [answer, *(sentence.text for sentence in sentences(answer)[:MOST_SENTENCES])]
        wanted: Any = np.stack([self._vector(text) for text in asked])
        close = self._closeness.scaled(self._closeness.vectors(parts) @ wanted.T)
        return [float(one) for one in close.max(axis=0)]


def is_off(context: TurnContext, text: str, close: Sequence[float]) -> bool:
    """Whether an answer is about something else. `close` is how close it is to each of `asked`."""
    return len(content(text)) >= LEAST_WORDS and max(close) < FAR and _hints(context, text) < HINTS


def _hints(context: TurnContext, text: str) -> int:
    """How much speaks for an answer that is put in other words than the question."""
    words = frozenset(content(text))
    texts = (*asked(context), *context.question.good_answer, context.plan.context[:CONTEXT_CHARACTERS])
    about = frozenset(content(" ".join(texts)))
    of_work = count(Sign.WORK, text) if context.plan.kind is InterviewKind.JOB else 0
    return len(words & about) + len(families(words) & families(about)) + of_work


def asked(context: TurnContext) -> tuple[str, ...]:
    """What the answer may be about: the question, what was asked last, the subject, and what is to be learned.

    Not what a good answer contains: "how it ended" is near to any story.
    """
    question = context.question
    last = context.session.open.text if context.session.open else ""
    texts = (question.text, last, question.topic, context.plan.title, *question.required_data)
    return tuple(dict.fromkeys(text for text in texts if text))
