"""When a provider that keeps failing is left alone, and when it is asked again. Pure: the time is given.

Failures count when there was no success between them. Each kind has its own rule, because each wants another answer:

* *failed* (an error or no answer): the provider is in trouble. A few of them open the breaker for a short while.
* *throttled*: the provider is well and asks for patience, so callers wait in place. Only when nobody gets through for
  many calls is it left alone, for at least as long as it asked.
* *refused* (key, model): one may be about one request only, a few in a row are about the key, and no time mends
  that. It is left alone for the longest cool-down at once; an operator's probe or a new key closes it.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from pydantic import Field

from shared.domain import limits
from shared.domain.engines import EngineKind
from shared.domain.errors import (
    EngineCircuitOpen,
    EngineFailed,
    EnginePaused,
    EngineRefused,
    EngineThrottled,
    EngineTimeout,
)
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.errors import (
        ParleyError,
    )


class BreakerKey(Value):
    """Which breaker: a provider does each kind of work apart from the others."""

    provider: str
    kind: EngineKind

    def __str__(self) -> str:
        return f"{self.provider}/{self.kind}"


class BreakerState(StrEnum):
    """What a breaker says to a call. `HALF_OPEN` lets one through at a time, as a probe."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"
    PAUSED = "paused"


class Fault(StrEnum):
    """What counts against a provider."""

    FAILED = "failed"
    THROTTLED = "throttled"
    REFUSED = "refused"


class Failure(Value):
    """A call that counts against the provider."""

    fault: Fault
    at: datetime


class Probe(Value):
    """The lease of the one call that finds out whether a provider is back; it expires, as the call may have died."""

    holder: str
    expires_at: datetime


class Pause(Value):
    """An operator's word that a provider is not to be asked."""

    reason: str = Field(min_length=1, max_length=limits.MAX_NAME_CHARACTERS)
    by: str = Field(min_length=1, max_length=limits.MAX_NAME_CHARACTERS)
    at: datetime


class Breaker(Value):
    """The state of one breaker. `version` counts its writes; `failures` are those since the last success."""

    key: BreakerKey
    version: int = 0
    failures: tuple[Failure, ...] = ()
    opened_for: Fault | None = None
    opened_at: datetime | None = None
    probe_from: datetime | None = None
    cool_down_seconds: float = 0.0
    probe: Probe | None = None
    paused: Pause | None = None

    def state(self, at: datetime) -> BreakerState:
        """What it says to a call at that time."""
        if self.paused:
            return BreakerState.PAUSED
        if self.probe_from is None:
            return BreakerState.CLOSED
        return BreakerState.OPEN if at < self.probe_from or self.is_probed(at) else BreakerState.HALF_OPEN

    def is_probed(self, at: datetime) -> bool:
        """Whether a probe is under way."""
        return self.probe is not None and at < self.probe.expires_at


class _Rule(NamedTuple):
    threshold: int
    cool_down_seconds: float


_RULES = {
    Fault.FAILED: _Rule(limits.BREAKER_FAILURES, limits.BREAKER_COOL_DOWN_SECONDS),
    Fault.THROTTLED: _Rule(limits.BREAKER_THROTTLES, limits.BREAKER_COOL_DOWN_SECONDS),
    Fault.REFUSED: _Rule(limits.BREAKER_REFUSALS, limits.BREAKER_MAX_COOL_DOWN_SECONDS),
}
_FAULTS: dict[type["ParleyError"], Fault] = {
    EngineFailed: Fault.FAILED,
    EngineTimeout: Fault.FAILED,
    EngineThrottled: Fault.THROTTLED,
    EngineRefused: Fault.REFUSED,
}


def fault_of(error: BaseException) -> Fault | None:
    """What an error counts as; None when it says nothing about the provider, as of an input that cannot be used."""
    if isinstance(error, EngineTimeout | EngineRefused) and not error.blames_provider:
        return None
    return next((fault for kind, fault in _FAULTS.items() if isinstance(error, kind)), None)


def admit(breaker: Breaker, at: datetime, probe: Probe, *, forced: bool = False) -> Breaker:
    """Lets a call through: the same breaker when it is closed, else one that holds the lease of `probe`.

    An operator's `forced` call does not wait for the cool-down, but for another probe. Raises EnginePaused,
    EngineCircuitOpen.
    """
    state = breaker.state(at)
    if breaker.paused:
        raise EnginePaused(f"{breaker.key} is paused since {_clock(breaker.paused.at)}")
    if state is BreakerState.CLOSED:
        return breaker
    if state is BreakerState.OPEN and (breaker.is_probed(at) or not forced):
        raise _left_alone(breaker, at)
    return breaker.model_copy(update={"probe": probe})


def note_success(breaker: Breaker, holder: str | None) -> Breaker:
    """The breaker after an answer: a probe's closes it, any other one clears the failures of a closed one."""
    if breaker.probe_from is None:
        return breaker.model_copy(update={"failures": ()}) if breaker.failures else breaker
    if not _holds(breaker, holder):
        return breaker  # a call from before it opened
    return renew(breaker)


def renew(breaker: Breaker) -> Breaker:
    """Without its past: closed, unless an operator has paused it."""
    return Breaker(key=breaker.key, version=breaker.version, paused=breaker.paused)


def note_failure(
    breaker: Breaker,
    fault: Fault,
    at: datetime,
    *,
    holder: str | None,
    patience_seconds: float = 0.0,
    succeeded_at: datetime | None = None,
) -> Breaker:
    """The breaker after a failure.

    `patience_seconds` is what the provider asked for, `succeeded_at` a success that the breaker has not been told of.
    """
    if breaker.probe_from is None:
        failures = (*_recent(breaker.failures, at, succeeded_at), Failure(fault=fault, at=at))
        counted = sum(failure.fault is fault for failure in failures)
        if counted < _RULES[fault].threshold:
            return breaker.model_copy(update={"failures": failures})
        return _open(breaker, fault, at, max(patience_seconds, _RULES[fault].cool_down_seconds))
    if not _holds(breaker, holder):
        return breaker  # a call from before it opened
    longer = max(patience_seconds, 2 * breaker.cool_down_seconds, _RULES[fault].cool_down_seconds)
    return _open(breaker, fault, at, longer)


def release(breaker: Breaker, holder: str | None) -> Breaker:
    """The breaker after a call that says nothing about the provider: the next one may probe."""
    return breaker.model_copy(update={"probe": None}) if _holds(breaker, holder) else breaker


def pause(breaker: Breaker, word: Pause) -> Breaker:
    """The breaker as an operator holds it open. A later word replaces the former."""
    return breaker.model_copy(update={"paused": word})


def resume(breaker: Breaker) -> Breaker:
    """The breaker as it was before the pause: an open one is probed next."""
    return breaker.model_copy(update={"paused": None})


def _left_alone(breaker: Breaker, at: datetime) -> EngineCircuitOpen:
    return EngineCircuitOpen(
        f"{breaker.key} has {breaker.opened_for} and is left alone {_until(breaker, at)}",
        throttled=breaker.opened_for is Fault.THROTTLED,
        refused=breaker.opened_for is Fault.REFUSED,
    )


def _holds(breaker: Breaker, holder: str | None) -> bool:
    return breaker.probe is not None and breaker.probe.holder == holder


def _recent(failures: tuple[Failure, ...], at: datetime, succeeded_at: datetime | None) -> list[Failure]:
    since = at - timedelta(seconds=limits.BREAKER_WINDOW_SECONDS)
    since = max(since, succeeded_at) if succeeded_at else since
    return [failure for failure in failures if failure.at > since]


def _open(breaker: Breaker, fault: Fault, at: datetime, seconds: float) -> Breaker:
    cool_down = min(seconds, limits.BREAKER_MAX_COOL_DOWN_SECONDS)
    return Breaker(
        key=breaker.key,
        version=breaker.version,
        opened_for=fault,
        opened_at=at,
        probe_from=at + timedelta(seconds=cool_down),
        cool_down_seconds=cool_down,
        paused=breaker.paused,
    )


def _until(breaker: Breaker, at: datetime) -> str:
    if breaker.is_probed(at) or breaker.probe_from is None:
        return "while a probe is under way"
    return f"until {_clock(breaker.probe_from)}"


def _clock(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
