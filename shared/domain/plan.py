"""The plan of a run: which steps it executes. Computed here once, read by the state machine as booleans."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from shared.domain.errors import InvalidRequest, MissingStepInput, NothingToResume
from shared.domain.steps import INPUTS_OF, STEPS_OF_RECORDINGS, Step, dependants

if TYPE_CHECKING:
    from shared.domain.run import RunRequest


def plan_steps(
    request: RunRequest,
    completed: Container[Step],
    *,
    has_run: bool,
    possible: Sequence[Step] = STEPS_OF_RECORDINGS,
    stale: Container[Step] = (),
) -> tuple[Step, ...]:
    """The steps to execute, in the machine's order.

    A resume runs its step, what depends on it, and what comes after it and was never completed or rests on inputs
    that have been made anew since (`stale`); finished siblings stay as they are. `possible` are the steps that such an
    interview has, in the machine's order.

    Raises NothingToResume, MissingStepInput, InvalidRequest.
    """
    _check(request, possible, has_run=has_run)
    planned = tuple(step for step in _wanted(request, possible, completed, stale) if step not in request.skip_steps)
    for step in planned:
        _check_inputs(step, planned, completed)
    return planned


def _check(request: RunRequest, possible: Sequence[Step], *, has_run: bool) -> None:
    if request.resume_from and request.resume_from not in possible:
        raise InvalidRequest("the interview was not held live: it has no such step", field="resumeFrom")
    if request.resume_from and not has_run:
        raise NothingToResume("the interview has no run yet", field="resumeFrom")
    if Step.FINALIZE in request.skip_steps:
        raise InvalidRequest("finalize always runs", field="skipSteps", remedy="leave finalize out of the list")
    if request.resume_from in request.skip_steps:
        raise InvalidRequest("the step to resume from is also to be skipped", field="skipSteps")


def _wanted(
    request: RunRequest, possible: Sequence[Step], completed: Container[Step], stale: Container[Step]
) -> tuple[Step, ...]:
    start = request.resume_from
    if start is None:
        return tuple(possible)
    after = possible[possible.index(start) :]
    again = dependants(start) | {start}
    return tuple(step for step in after if step in again or step not in completed or step in stale)


def _check_inputs(step: Step, planned: tuple[Step, ...], completed: Container[Step]) -> None:
    missing = [needed for needed in INPUTS_OF[step] if needed not in planned and needed not in completed]
    if missing:
        raise MissingStepInput(f"{step} needs the output of {missing[0]}, which no run has produced", field=step)
