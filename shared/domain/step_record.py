"""How far a step of a run has come, and what it has used."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.domain.engines import EngineUse
from shared.domain.interview_key import RunKey
from shared.domain.made_by import Engine
from shared.domain.run import StepFailure
from shared.domain.run_status import StepStatus
from shared.domain.steps import Step
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.run import Run


class StepRecord(Value):
    """A step's state in a run. `output` is what the function answered, so that a repeat costs nothing."""

    run: RunKey
    step: Step
    status: StepStatus
    started_at: datetime
    ended_at: datetime | None = None
    attempts: int = 1
    uses: tuple[EngineUse, ...] = ()
    engine: Engine | None = None
    warnings: tuple[str, ...] = ()
    output: dict[str, Any] | None = None
    failure: StepFailure | None = None

    @property
    def engine_calls(self) -> int:
        """How many calls were made and paid, over all attempts."""
        return sum(use.calls for use in self.uses)

    @property
    def seconds(self) -> float | None:
        """How long the last attempt took; None while it runs."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None


class Begun(NamedTuple):
    """A step as it begins, and its run as that was then."""

    record: StepRecord
    run: "Run"


class StepUse(Value):
    """What a model has used for a step, over all runs; `step` is None for what was used around the steps."""

    step: Step | None
    use: EngineUse
