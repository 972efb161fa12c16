"""Follows a run to its end, as the stored records tell it."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cli.errors import WaitTimedOut
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.run import Run
from shared.domain.run_status import RunStatus
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step
from shared.runtime.bootstrap import Root

POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Snapshot:
    """A run at a moment. `run` is None until the upload has started it."""

    interview: Interview
    number: int
    run: Run | None = None
    steps: Sequence[StepRecord] = ()

    def has_ended(self, redrives: int) -> bool:
        """Whether the run ended, after so many native redrives."""
        return self.run is not None and self.run.status.has_ended and self.run.redrives >= redrives

    @property
    def succeeded(self) -> bool:
        """Whether the run ended well."""
        return self.run is not None and self.run.status is RunStatus.SUCCEEDED

    def record_of(self, step: Step) -> StepRecord | None:
        """The step's record in this run."""
        return next((record for record in self.steps if record.step is step), None)

    def reused_run(self, step: Step) -> int | None:
        """The earlier run whose result this run leaves in sight."""
        pointer = self.interview.pointers.get(step)
        planned = self.run is None or step in self.run.planned_steps
        return pointer.run if pointer and not planned else None


def look(key: InterviewKey, number: int, root: Root) -> Snapshot:
    """The run as it is now. The run is read before its steps, so that an ended run has all of them."""
    interview = root.interviews.get_interview(key)
    if interview.last_run < number:
        return Snapshot(interview, number)
    run = root.runs.get_run(key.run(number))
    return Snapshot(interview, number, run, root.runs.list_steps(run.key))


def follow(
    key: InterviewKey,
    number: int,
    *,
    root: Root,
    seconds: float,
    redrives: int = 0,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Snapshot]:
    """Snapshots until the run has ended. Raises WaitTimedOut when it has not after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look(key, number, root)
        yield seen
        if seen.has_ended(redrives):
            return
        if time.monotonic() >= deadline:
            raise WaitTimedOut(f"run {number} of {key.interview_id} did not end within {seconds:.0f} s")
        pause(POLL_SECONDS)
