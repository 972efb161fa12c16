"""What is said when no engine of a chain has answered. Pure."""

from collections.abc import Sequence

from shared.domain.errors import (
    EngineCircuitOpen,
    EngineFailed,
    EnginePaused,
    EngineRefused,
    EngineThrottled,
    EngineTimeout,
    EngineUnavailable,
    ParleyError,
)

Failures = Sequence[tuple[str, ParleyError]]  # who failed, and how
REFUSED_REMEDY = "mend the provider's key or model, close its breaker by `parley providers probe`, redrive the run"
RETRIED = (EngineThrottled, EngineTimeout, EngineFailed)
# The first of these that happened is raised when nobody answers: first what time mends, then what an operator can mend.
MOST_USEFUL = (*RETRIED, EngineCircuitOpen, EngineRefused, EnginePaused, EngineUnavailable)


def lacked_time(error: ParleyError) -> bool:
    """Whether the function's time was over: tried again it has more, so nobody need stand in."""
    return isinstance(error, EngineTimeout) and not error.blames_provider


def reasons(failed: Failures) -> str:
    """Who failed, and how, in one line."""
    return ", ".join(f"{who} ({type(error).__name__})" for who, error in failed)


def most_useful(failed: Failures) -> ParleyError:
    """The error of them all."""
    if not failed:
        return EngineUnavailable("the chain has no engine")
    errors = [_told(error) for _, error in failed]
    if len(errors) == 1:
        return errors[0]
    kind = next(kind for kind in MOST_USEFUL if any(isinstance(error, kind) for error in errors))
    return _of_all(kind, f"nobody answered: {reasons(failed)}", [error for error in errors if isinstance(error, kind)])


def _of_all(kind: type[ParleyError], message: str, errors: Sequence[ParleyError]) -> ParleyError:
    if kind is EngineThrottled:
        asked = [error.retry_after_seconds for error in errors if isinstance(error, EngineThrottled)]
        return EngineThrottled(
            message, retry_after_seconds=min((seconds for seconds in asked if seconds), default=None)
        )
    if any(map(lacked_time, errors)):
        return EngineTimeout(message, blames_provider=False)
    return kind(message, remedy="; or ".join(dict.fromkeys(error.advice for error in errors)))


def _told(error: ParleyError) -> ParleyError:
    """What the state machine is told. It waits for who is left alone, even if this call's own failure was the cause.

    It does not where the provider refused: that no time mends, so the run fails at once and its error says what does.
    """
    cause = error if isinstance(error, EngineCircuitOpen) else error.__cause__
    if not isinstance(cause, EngineCircuitOpen):
        return error
    if cause.throttled:
        return EngineThrottled(cause.message)
    if cause.refused:
        return EngineRefused(cause.message, remedy=REFUSED_REMEDY)
    return cause if cause is error else EngineCircuitOpen(f"{error.message}; {cause.message}")
