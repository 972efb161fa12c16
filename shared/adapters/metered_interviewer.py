"""Who considers answers is metered, what costs nothing too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.metered import EMBEDDED, timed
from shared.domain.engines import EngineKind, EngineUse

if TYPE_CHECKING:
    from shared.domain.session.answer import Considered
    from shared.domain.transcript import Engine
    from shared.ports import Interviewer, Meter, TurnContext


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
        kind = EngineKind.ANALYSIS
        return EngineUse(provider=self.provider, model=self.engine.name, kind=kind, seconds=seconds)
