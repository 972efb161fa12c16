"""What steps have yielded, as readers see it: per step, the output of the run that the interview's pointer names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from shared.domain.bundle import Bundle
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.steps import Step
    from shared.ports import ResultStore

V = TypeVar("V", bound=Value)


class ResultReader(Bundle):
    """Reads the rows that an interview's pointers name."""

    interview: Interview
    results: ResultStore

    def output(self, step: Step) -> dict[str, Any]:
        """The output of the step in sight; empty when no run has completed it."""
        pointer = self.interview.pointers.get(step)
        return pointer.output if pointer else {}

    def rows(self, step: Step, kind: type[V]) -> tuple[V, ...]:
        """The rows of that kind in sight; none when no run has completed the step."""
        pointer = self.interview.pointers.get(step)
        return self.rows_of_run(pointer.run, step, kind) if pointer else ()

    def rows_of_run(self, run: int, step: Step, kind: type[V]) -> tuple[V, ...]:
        """The rows of that kind that a step of a run has written."""
        return tuple(self.results.load_rows(self.interview.run_key(run), step, kind))

    def first(self, step: Step, kind: type[V]) -> V | None:
        """The only row of that kind in sight."""
        return next(iter(self.rows(step, kind)), None)
