"""Results that rest on older ones than are in sight."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.steps import Step


def stale_steps(interview: "Interview") -> tuple["Step", ...]:
    """The steps in sight whose inputs have been made anew since."""
    current = {step: pointer.run for step, pointer in interview.pointers.items()}
    return tuple(
        step
        for step, pointer in interview.pointers.items()
        if any(run < current.get(needed, run) for needed, run in pointer.inputs.items())
    )
