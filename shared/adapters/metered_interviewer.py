"""Who considers and who scores answers is metered, what costs nothing too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.metered import EMBEDDED, analysis_use, timed

if TYPE_CHECKING:
    from shared.domain.engines import EngineUse
    from shared.domain.evaluation.judged import Judged
    from shared.domain.made_by import Engine
    from shared.domain.session.answer import Considered
    from shared.domain.session.plan import PlannedQuestion
    from shared.ports import Interviewer, Meter, Scorer, TurnContext


@dataclass(frozen=True)
class MeteredInterviewer:
    """Implements `Interviewer` by another one."""

    interviewer: Interviewer
    meter: Meter
    provider: str = EMBEDDED

    @property
    def engine(self) -> Engine:
        return self.interviewer.engine

    def consider(self, context: TurnContext) -> Considered:
        return timed(lambda: self.interviewer.consider(context), self.meter, self._use)

    def _use(self, seconds: float) -> EngineUse:
        return analysis_use(self.provider, self.engine, seconds)


@dataclass(frozen=True)
class MeteredScorer:
    """Implements `Scorer` by another one."""

    scorer: Scorer
    meter: Meter
    provider: str = EMBEDDED

    @property
    def engine(self) -> Engine:
        return self.scorer.engine

    @property
    def prompt_version(self) -> str:
        return self.scorer.prompt_version

    def score(self, question: PlannedQuestion, answer: str) -> Judged:
        return timed(
            lambda: self.scorer.score(question, answer),
            self.meter,
            lambda seconds: analysis_use(self.provider, self.engine, seconds),
        )
