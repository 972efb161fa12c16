"""Implements `Interviewer` by a language model: kind, decision, wording and a first score in one call."""

from textwrap import shorten
from typing import Final

from shared.adapters.model_analyst.asking import Asker
from shared.adapters.model_analyst.numbered import numbered
from shared.adapters.model_interviewer.answers import ConsideredAnswer
from shared.adapters.model_interviewer.question import data_of
from shared.adapters.model_interviewer.saying import sayable
from shared.adapters.prompt_files import VERSIONS
from shared.domain.made_by import Engine
from shared.domain.session.action import ActionType
from shared.domain.session.answer import ANSWERED, AnswerKind, Considered
from shared.domain.session.limits import MAX_SAID_CHARACTERS, MAX_SUMMARY_CHARACTERS, MAX_TOLD_CHARACTERS
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.plan_kinds import QuestionKind
from shared.ports import LanguageModel, TurnContext

PROMPT: Final = "consider_answer"
FULL_SCORE: Final = 10.0
NO_SCORE: Final = {AnswerKind.DONT_KNOW: 0.0, AnswerKind.OFF_TOPIC: 0.0}  # as no answer; of others nothing is known


class ModelInterviewer:
    """Asks `model`. Raises what it raises, and AnswerInvalid."""

    def __init__(self, model: LanguageModel) -> None:
        self._asker = Asker(model)

    @property
    def engine(self) -> Engine:
        """The model; `version` is the provider and the version of the prompt."""
        return self._asker.engine(f"prompt-{VERSIONS[PROMPT]}")

    def consider(self, context: TurnContext) -> Considered:
        data = data_of(context, self._asker.room(PROMPT))
        found = self._asker.ask(PROMPT, data, ConsideredAnswer)
        answered = found.kind in ANSWERED
        learned = _learned(found, context.question) if answered else {}
        before = context.session.summary
        return Considered(
            kind=found.kind,
            value=min(max(found.value, 0.0), 1.0) if answered else 0.0,
            proposes=_proposed(found),
            say=sayable(found.say, context.question.good_answer) if answered else None,
            why=found.why.strip()[:MAX_SAID_CHARACTERS],
            lacks=tuple(dict.fromkeys(found.lacks)) if answered else (),
            learned=tuple(learned),
            told=tuple(learned.values()),
            score=None if context.question.kind is QuestionKind.CLOSING else _score(found),
            feedback=found.feedback.strip()[:MAX_SAID_CHARACTERS],
            summary=(found.summary.strip() if answered else "")[:MAX_SUMMARY_CHARACTERS] or before,
            insight=(found.insight or "").strip()[:MAX_SAID_CHARACTERS] or None if answered else None,
            engine=self.engine,
        )


def _proposed(found: ConsideredAnswer) -> ActionType:
    """What is no answer ends nothing, but for who wants to leave. What is required is asked first: others see to it."""
    if found.action is ActionType.CONCLUDE and found.kind not in {*ANSWERED, AnswerKind.LEAVING}:
        return ActionType.NEW_QUESTION
    return found.action


def _learned(found: ConsideredAnswer, question: PlannedQuestion) -> dict[str, str]:
    """What is claimed to be learned, and in which words. Whether they were said is checked where it is decided."""
    quotes = {datum.n: shorten(datum.quote, MAX_TOLD_CHARACTERS, placeholder="") for datum in found.learned}
    data = numbered(question.required_data)
    return {data[number]: quote for number, quote in quotes.items() if number in data}


def _score(found: ConsideredAnswer) -> float | None:
    if found.kind not in ANSWERED:
        return NO_SCORE.get(found.kind)
    return None if found.score is None else round(min(max(found.score, 0.0), FULL_SCORE), 1)
