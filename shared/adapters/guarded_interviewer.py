"""The rules stand before and behind a model that considers answers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from shared.adapters.model_analyst.asking import NO_ANSWER
from shared.adapters.rules_interviewer.reading import read
from shared.domain.made_by import Engine
from shared.domain.session.answer import AnswerKind, Considered
from shared.ports import Interviewer, Meter, TurnContext

# What the rules tell themselves: no model is shown a command, so that none can obey it, nor asked about nothing.
NOT_ASKED: Final = frozenset({AnswerKind.INSTRUCTION, AnswerKind.NOT_UNDERSTOOD})


class GuardedInterviewer:
    """Implements `Interviewer` by `asked` within the time that a turn has, else by `rules`. The warnings say so.

    `in_time` bounds every call within it.
    """

    def __init__(
        self,
        asked: Interviewer,
        rules: Callable[[], Interviewer],
        meter: Meter,
        in_time: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._asked, self._rules, self._meter, self._in_time = asked, rules, meter, in_time

    @property
    def engine(self) -> Engine:
        return self._asked.engine

    def consider(self, context: TurnContext) -> Considered:
        if read(context.answer, context.plan.language).kind in NOT_ASKED:
            return self._rules().consider(context)
        try:
            with self._in_time():
                return self._asked.consider(context)
        except NO_ANSWER as error:
            self._meter.note(f"a draft: an answer was considered by rules because of {type(error).__name__}")
        return self._rules().consider(context)
