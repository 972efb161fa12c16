"""A Catch of the state machine: why a step failed is written down."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from shared.domain import errors
from shared.domain.errors import ParleyError, StepDied
from shared.domain.run import StepFailure

if TYPE_CHECKING:
    from shared.domain.interview_key import RunKey
    from shared.domain.steps import Step
    from shared.ports import Clock, RunStore

MAX_MESSAGE = 500


def record_failure(key: RunKey, step: Step | None, error: str, cause: str, *, runs: RunStore, clock: Clock) -> None:
    """Writes the failure on the step and on the run. `cause` is what Step Functions knows: often the error as JSON."""
    runs.record_failure(key, describe_failure(step, error, cause, clock))


def describe_failure(step: Step | None, error: str, cause: str, clock: Clock) -> StepFailure:
    """The failure in our words. An error that is none of ours means that the function died on the way."""
    kind = getattr(errors, error, None)
    if isinstance(kind, type) and issubclass(kind, ParleyError):
        message, remedy = _said(cause, kind)
        return StepFailure(step=step, error=error, message=message, remedy=remedy, at=clock.now())
    return StepFailure(
        step=step,
        error=error,
        message=f"the function ended without an answer ({error})",
        remedy=StepDied.remedy,
        at=clock.now(),
    )


def _said(cause: str, kind: type[ParleyError]) -> tuple[str, str]:
    """Message and remedy, as `ParleyError` writes them: `message (remedy)`."""
    text = _error_message(cause)
    message, found, remedy = text.removesuffix(")").rpartition(" (")
    if found and text.endswith(")"):
        return message[:MAX_MESSAGE], remedy
    return text[:MAX_MESSAGE], kind.remedy


def _error_message(cause: str) -> str:
    """What AWS's runtime client reports is JSON; what Step Functions says itself is text."""
    try:
        return str(json.loads(cause)["errorMessage"])
    except (ValueError, KeyError, TypeError):
        return cause
