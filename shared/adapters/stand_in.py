"""The embedded analyst stands in for language models that do not answer, where the catalogue says that it may."""

from collections.abc import Callable
from typing import TypeVar

from shared.adapters.around_analyst import AroundAnalyst
from shared.adapters.nobody_answered import MOST_USEFUL, lacked_time
from shared.domain.errors import ParleyError
from shared.domain.made_by import Engine
from shared.ports import Analyst, Meter

R = TypeVar("R")


class StandInAnalyst(AroundAnalyst):
    """Implements `Analyst` by `asked`, and by `stand_in` where nobody behind it answers. The step's warnings say so.

    Not where the function's time is over: the step is tried again then, and finds what was answered by now. Once it was
    needed, the results are the stand-in's: a draft in one part is a draft.
    """

    def __init__(self, asked: Analyst, stand_in: Callable[[], Analyst], meter: Meter) -> None:
        self._asked, self._stand_in, self._meter = asked, stand_in, meter
        self._standing: Analyst | None = None

    @property
    def engine(self) -> Engine:
        return (self._standing or self._asked).engine

    def _ask(self, work: Callable[[Analyst], R]) -> R:
        if self._standing is None:
            try:
                return work(self._asked)
            except MOST_USEFUL as error:
                if lacked_time(error):
                    raise
                self._standing = self._stand_in()
                self._note(self._standing, error)
        return work(self._standing)

    def _note(self, standing: Analyst, error: ParleyError) -> None:
        kind = type(error).__name__
        self._meter.note(f"a draft: answered by the fall-back {standing.engine.name} because of {kind}: {error}")
