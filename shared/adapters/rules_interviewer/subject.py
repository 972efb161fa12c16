"""Whether an answer is about what was asked, and how much of it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from shared.adapters.extractive.closeness import Closeness
from shared.adapters.extractive.concepts import families
from shared.adapters.extractive.sentences import sentences
from shared.adapters.extractive.words import content
from shared.adapters.rules_interviewer.languages import has_hindi
from shared.adapters.rules_interviewer.signs import Sign, count, shows
from shared.domain.session.plan_kinds import InterviewKind
from shared.ports import Embedder, TurnContext

LEAST_WORDS: Final = 5  # of content; with fewer nothing is off the subject, only brief
MOST_SENTENCES: Final = 40  # that are compared
FAR: Final = 0.2  # closer than that is on the subject
HINTS: Final = 2  # words of the question, of a family with its words, or of work in a job interview: on the subject
# A question like "What gets in your way?" has no words that an answer could share. Then it is measured by all that the
# plan says of the question, if that is enough; and only one that says much, and nothing of that, is off the subject.
LEAST_ABOUT: Final = 4  # words of content that are said of such a question
MUCH: Final = 8  # of an answer to it
# Words of content that name no subject: "What would you change?" may be about anything.
OPEN: Final = frozenset(
    content(
        """bad begin best better change day describe difference different difficult do easy end enjoy example explain
        feel get give good great happen happy hard hate help important interesting kind least like look love make
        matter mean miss most need next nice part problem proud sad share sort start stop tell thing think time try
        use want way worst worth"""
    )
)
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
    if max(close) >= FAR:
        return False
    texts = (*asked(context), *context.question.good_answer, context.plan.context[:CONTEXT_CHARACTERS])
    last = context.session.open.text if context.session.open else ""
    of_work = count(Sign.WORK, text) if context.plan.kind is InterviewKind.JOB else 0
    return lacks_the_subject(text, f"{context.question.text} {last}", " ".join(texts), of_work)


def lacks_the_subject(text: str, question: str, about: str, of_work: int = 0) -> bool:
    """Whether what an answer has not in common with a question, and with all that is said about it, is evidence.

    `of_work` is how much speaks for it besides. Hindi is compared with nothing: the words are English.
    """
    if has_hindi(text):
        return False
    words, wanted = frozenset(content(text)), frozenset(content(about))
    hints = len(words & wanted) + len(families(words) & families(wanted)) + of_work
    if frozenset(content(question)) - OPEN:
        return len(content(text)) >= LEAST_WORDS and hints < HINTS
    return len(content(text)) >= MUCH and len(wanted) >= LEAST_ABOUT and hints == 0


def asked(context: TurnContext) -> tuple[str, ...]:
    """What the answer may be about: the question, what was asked last, the subject, and what is to be learned.

    Not what a good answer contains: "how it ended" is near to any story. Nor a figure, where the answer has none: the
    name of one is short, and near to much by chance.
    """
    question = context.question
    last = context.session.open.text if context.session.open else ""
    has_figure = shows(Sign.NUMBER, context.answer.text)
    figures = [data for data in question.required_data if shows(Sign.QUANTITY, data) and not has_figure]
    data = (data for data in question.required_data if data not in figures)
    wanted = "" if any(figure.lower() in last.lower() for figure in figures) else last
    texts = (question.text, wanted, question.topic, context.plan.title, *data)
    return tuple(dict.fromkeys(text for text in texts if text))
