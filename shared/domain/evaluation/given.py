"""What was answered to each question of the plan, as a scorer reads it, and quotes brought back to what was said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from shared.domain.bundle import Bundle
from shared.domain.evaluation.blind import blind
from shared.domain.evaluation.evaluation import MAX_ANSWER_CHARACTERS, MAX_QUOTE_CHARACTERS, MAX_QUOTES
from shared.domain.session.plan_kinds import QuestionKind

if TYPE_CHECKING:
    from shared.domain.session.answer import AnswerKind
    from shared.domain.session.plan import PlannedQuestion, SessionPlan
    from shared.domain.session.turn import Turn

_SENTENCE: Final = r"(?:[^.!?…।\n]|(?<=\d)\.(?=\d))*(?:[.!?…।]+|\n|$)"  # the point of 0.9 ends none


class Sentence(Bundle):
    """A sentence as it was said, and as a scorer reads it."""

    said: str
    read: str


class Given(Bundle):
    """The answers to a question and to its follow-ups.

    `declined` has the sentences which say that the candidate does not know. `is_unheard` is set when sound was kept
    whose words nobody understood. `besides` has the kinds of what was said instead of an answer, such as off topic.
    """

    question: PlannedQuestion
    turns: tuple[int, ...]
    sentences: tuple[Sentence, ...]
    declined: tuple[str, ...] = ()
    is_unheard: bool = False
    besides: tuple[AnswerKind, ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Whether nothing else was answered to a question of knowledge than that it is not known."""
        return not self.sentences and bool(self.declined) and self.question.kind is QuestionKind.TECHNICAL

    @property
    def text(self) -> str:
        """What a scorer reads."""
        return " ".join(sentence.read for sentence in self.sentences)[:MAX_ANSWER_CHARACTERS]

    @property
    def said(self) -> str:
        """What was said."""
        return " ".join(sentence.said for sentence in self.sentences)

    def quotes(self, read: Iterable[str]) -> tuple[str, ...]:
        """The quotes as they were said; those that a scorer made up are left out."""
        found = (self._as_said(quote.strip()) for quote in read)
        return tuple(dict.fromkeys(quote for quote in found if quote))[:MAX_QUOTES]

    def _as_said(self, quote: str) -> str | None:
        """Where something was taken out of it, the whole sentences that it is from."""
        if quote and quote in self.said:
            return quote[:MAX_QUOTE_CHARACTERS]
        start = self.text.find(quote) if quote else -1
        if start < 0:
            return None
        end = start + len(quote)
        touched = [one.said for one, at in self._places() if at < end and at + len(one.read) > start]
        return " ".join(touched)[:MAX_QUOTE_CHARACTERS]

    def _places(self) -> Iterator[tuple[Sentence, int]]:
        """Each sentence with where it begins in what is read."""
        place = 0
        for sentence in self.sentences:
            yield sentence, place
            place += len(sentence.read) + 1


def given(plan: SessionPlan, turns: Sequence[Turn], names: Sequence[str]) -> list[Given]:
    """Per question that was asked and is scored, in the plan's order; what nobody answered has no sentences."""
    return [_given(question, turns, names) for question in plan.questions if _counts(question, turns)]


def _counts(question: PlannedQuestion, turns: Sequence[Turn]) -> bool:
    """What somebody wants to add at the end is no answer to a rubric."""
    return question.kind is not QuestionKind.CLOSING and any(turn.asked.question_id == question.id for turn in turns)


def _given(question: PlannedQuestion, turns: Sequence[Turn], names: Sequence[str]) -> Given:
    asked = [turn for turn in turns if turn.asked.question_id == question.id]
    mine = [turn for turn in asked if _answers(turn)]
    sentences = (Sentence(said, blind(said, names)) for turn in mine for said in split(turn.answer.text))
    declined = [turn for turn in asked if _declines(turn)]
    counted = mine or declined or [turn for turn in asked if turn.answer.is_understood]
    said = tuple(turn.answer.text for turn in declined)
    unheard = any(turn.answer.audio_key and not turn.answer.is_understood for turn in asked)
    besides = () if mine else tuple(turn.considered.kind for turn in counted if turn.considered)
    return Given(question, tuple(turn.number for turn in counted), tuple(sentences), said, unheard, besides)


def _answers(turn: Turn) -> bool:
    """A turn that the crash of a session left unconsidered counts: what was said is never lost."""
    return turn.answer.is_understood and (turn.considered is None or turn.considered.answers)


def _declines(turn: Turn) -> bool:
    return turn.considered is not None and turn.considered.declines


def split(text: str) -> list[str]:
    """The sentences of a text, each without the space around it."""
    return [sentence for found in re.findall(_SENTENCE, text) if (sentence := found.strip())]
