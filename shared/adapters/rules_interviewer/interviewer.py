"""Implements `Interviewer` by rules of its own: English, the same for the same answer, and a draft."""

from typing import Final

from shared.adapters.extractive.closeness import Closeness
from shared.adapters.extractive.words import content
from shared.domain.session.answer import Answer, AnswerKind, Considered
from shared.domain.session.conversation import ActionType
from shared.domain.session.plan import FollowUpCause
from shared.domain.transcript import Engine
from shared.ports import Embedder, TurnContext

FEW_WORDS: Final = 6  # that carry content


class RulesInterviewer:
    """Considers answers without any model."""

    def __init__(self, embedder: Embedder) -> None:
        self._closeness = Closeness(embedder)

    @property
    def engine(self) -> Engine:
        vectors = self._closeness.embedder.engine
        return Engine(name="rules", version=f"1/{vectors.name}", draft=True)

    def consider(self, context: TurnContext) -> Considered:
        kind = _kind(context.answer)
        thin = kind is AnswerKind.THIN
        return Considered(
            kind=kind,
            value={AnswerKind.SUBSTANTIVE: 0.7, AnswerKind.THIN: 0.2}.get(kind, 0.0),
            proposes=ActionType.ASK_FOLLOWUP if thin else ActionType.NEW_QUESTION,
            lacks=(FollowUpCause.SHORT,) if thin else (),
            engine=self.engine,
        )


def _kind(answer: Answer) -> AnswerKind:
    if not answer.heard or not answer.text.strip():
        return AnswerKind.NOT_UNDERSTOOD
    return AnswerKind.THIN if len(content(answer.text)) < FEW_WORDS else AnswerKind.SUBSTANTIVE
