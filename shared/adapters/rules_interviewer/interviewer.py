"""Implements `Interviewer` by rules of its own: English, the same for the same answer, and a draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shared.adapters.rules_interviewer.measure import Measured, measure
from shared.adapters.rules_interviewer.reading import read
from shared.adapters.rules_interviewer.remembering import insight_of, summary_with
from shared.adapters.rules_interviewer.subject import Subject, asked, is_off
from shared.domain.made_by import Engine
from shared.domain.session.action import ActionType
from shared.domain.session.answer import ANSWERED, AnswerKind, Considered
from shared.domain.session.decide import GOOD_VALUE
from shared.domain.session.limits import MAX_RECENT_CHARACTERS
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.plan_kinds import FollowUpCause, QuestionKind
from shared.domain.session.session import Exchange
from shared.ports import Embedder, TurnContext

ENGLISH: Final = "en"
FULL_SCORE: Final = 10.0
OFF_TOPIC_SCORE: Final = 0.5
NOTHING: Final = Measured(value=0.0, is_thin=True, lacks=(), learned=(), told=())
WELCOME: Final = Measured(
    value=1.0, is_thin=False, lacks=(), learned=(), told=()
)  # whatever somebody wants to add, or not
PROPOSED: Final = {
    AnswerKind.DONT_KNOW: ActionType.NEW_QUESTION,
    AnswerKind.LEAVING: ActionType.CONCLUDE,
}
SCORED: Final = {AnswerKind.DONT_KNOW: 0.0, AnswerKind.OFF_TOPIC: OFF_TOPIC_SCORE}
WANTED: Final = {
    FollowUpCause.MISSING_DATA: "the {data}",
    FollowUpCause.VAGUE: "what exactly it was",
    FollowUpCause.SHORT: "more of it",
    FollowUpCause.NO_EXAMPLE: "an example",
    FollowUpCause.NO_OUTCOME: "how it ended",
    FollowUpCause.NO_NUMBER: "a figure",
    FollowUpCause.FEELING: "why it felt so",
}


@dataclass(frozen=True)
class _Judged:
    """An answer and what is made of it."""

    kind: AnswerKind
    measured: Measured = NOTHING


class RulesInterviewer:
    """Considers answers without any model."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._subject = Subject(embedder)

    @property
    def engine(self) -> Engine:
        return Engine(name="rules", version=f"1/{self._embedder.engine.name}", draft=True)

    def consider(self, context: TurnContext) -> Considered:
        judged = self._judged(context)
        answered = judged.kind in ANSWERED
        text, before = context.answer.text, context.session.summary
        return Considered(
            kind=judged.kind,
            value=judged.measured.value,
            proposes=_proposed(judged, context),
            why=_why(judged, context),
            lacks=judged.measured.lacks,
            learned=judged.measured.learned,
            told=judged.measured.told,
            score=_score(judged, context.question),
            feedback=_feedback(judged),
            summary=summary_with(before, context.question, text) if answered else before,
            insight=insight_of(text) if judged.kind is AnswerKind.SUBSTANTIVE else None,
            engine=self.engine,
        )

    def _judged(self, context: TurnContext) -> _Judged:
        reading = read(context.answer, context.plan.language)
        if context.question.kind is QuestionKind.CLOSING and reading.kind in {None, AnswerKind.DONT_KNOW}:
            return _Judged(AnswerKind.SUBSTANTIVE, WELCOME)
        if reading.kind:
            return _Judged(reading.kind)
        text = reading.rest
        close = self._subject.closeness_to(asked(context), text)
        if _knows(context.plan.language) and is_off(context, text, close):
            return _Judged(AnswerKind.OFF_TOPIC)
        measured = measure(context, given(context), max(close))
        return _Judged(AnswerKind.THIN if measured.is_thin else AnswerKind.SUBSTANTIVE, measured)


def _score(judged: _Judged, question: PlannedQuestion) -> float | None:
    if question.kind is QuestionKind.CLOSING:
        return None
    return round(FULL_SCORE * judged.measured.value, 1) if judged.kind in ANSWERED else SCORED.get(judged.kind)


def given(context: TurnContext) -> str:
    """All that was answered to the open question: what came before a follow-up belongs to its answer."""
    return " ".join((*_before(context), context.answer.text))


def _before(context: TurnContext) -> Iterator[str]:
    followed = context.session.open is not None and context.session.open.action is not ActionType.NEW_QUESTION
    for exchange in _of_question(context) if followed else ():
        if read(context.answer.model_copy(update={"text": exchange.answered}), context.plan.language).kind is None:
            yield exchange.answered


def _of_question(context: TurnContext) -> tuple[Exchange, ...]:
    """The exchanges since the open question was asked, so far as they are remembered."""
    first = context.question.text[:MAX_RECENT_CHARACTERS]
    recent = context.session.recent
    begun = [place for place, exchange in enumerate(recent) if exchange.asked == first]
    return recent[begun[0] :] if begun else recent


def _knows(language: str) -> bool:
    return language.split("-", maxsplit=1)[0].lower() == ENGLISH


def _proposed(judged: _Judged, context: TurnContext) -> ActionType:
    if judged.kind not in ANSWERED:
        return PROPOSED.get(judged.kind, ActionType.CLARIFY)
    causes = judged.measured.lacks
    ruled = {rule.when for rule in context.question.follow_ups} & {*causes}
    wanted = judged.measured.value < GOOD_VALUE or ruled or FollowUpCause.MISSING_DATA in causes
    return ActionType.ASK_FOLLOWUP if causes and wanted else ActionType.NEW_QUESTION


def _why(judged: _Judged, context: TurnContext) -> str:
    known = judged.measured.learned
    data = ", ".join(data for data in context.question.required_data if data not in known)
    wanted = [WANTED[cause].format(data=data) for cause in judged.measured.lacks]
    return f"the answer lacks {', '.join(wanted)}" if wanted else ""


def _feedback(judged: _Judged) -> str:
    """For those who read the results; who answers does not see it."""
    if judged.kind not in ANSWERED:
        return f"No answer to the question: {judged.kind.replace('_', ' ')}."
    wanted = [WANTED[cause].format(data="data that was asked for") for cause in judged.measured.lacks]
    return f"Could be stronger with {', '.join(wanted)}." if wanted else "Answers the question with what it asks for."
