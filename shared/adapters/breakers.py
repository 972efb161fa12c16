"""Breakers as one process uses them: every call goes past its provider's breaker, which hears how the call ended."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar
from uuid import uuid4

from shared.domain import breaker as rules
from shared.domain.breaker import Breaker, BreakerKey, BreakerState, Fault, Probe
from shared.domain.errors import EngineThrottled, StorageThrottled
from shared.domain.limits import BREAKER_LEASE_MARGIN_SECONDS, BREAKER_VIEW_SECONDS
from shared.ports import BreakerAlarm, BreakerStore, Clock

R = TypeVar("R")


@dataclass(frozen=True)
class Breakers:
    """Guards calls.

    A process goes for a few seconds by what it last read, so that calls side by side do not each pay for a read. A
    success of a well provider writes nothing; a failure carries the time of the last success of this process.
    """

    store: BreakerStore
    clock: Clock
    alarm: BreakerAlarm
    _views: dict[BreakerKey, tuple[Breaker, datetime]] = field(default_factory=dict)
    _succeeded_at: dict[BreakerKey, datetime] = field(default_factory=dict)
    _lock: Any = field(default_factory=Lock)

    def guard(self, key: BreakerKey, call: Callable[[], R], *, seconds: float, forced: bool = False) -> R:
        """What the call answers, which takes at most `seconds`. Raises EnginePaused, EngineCircuitOpen without calling.

        A `forced` call is an operator's: it does not wait for the cool-down.
        """
        holder = self._admit(key, seconds, forced=forced)
        try:
            answer = call()
        except BaseException as error:
            self._note_error(key, error, holder)
            raise
        self._note_success(key, holder)
        return answer

    def state(self, key: BreakerKey) -> BreakerState:
        """What the breaker would say to a call, as this process last read it."""
        now = self.clock.now()
        return self._view(key, now).state(now)

    def _admit(self, key: BreakerKey, seconds: float, *, forced: bool) -> str | None:
        """The holder of the probe's lease when the call is one."""
        now, holder = self.clock.now(), uuid4().hex
        expires_at = now + timedelta(seconds=seconds + BREAKER_LEASE_MARGIN_SECONDS)
        probe = Probe(holder=holder, expires_at=expires_at)
        view = self._view(key, now)
        if rules.admit(view, now, probe, forced=forced) is view:
            return None
        after = self._change(key, lambda breaker: rules.admit(breaker, now, probe, forced=forced))
        return holder if after.probe == probe else None

    def _view(self, key: BreakerKey, now: datetime) -> Breaker:
        with self._lock:
            known = self._views.get(key)
            if known and now < known[1] + timedelta(seconds=BREAKER_VIEW_SECONDS):
                return known[0]
            self._views[key] = (self.store.get_breaker(key), now)
            return self._views[key][0]

    def _change(self, key: BreakerKey, change: Callable[[Breaker], Breaker]) -> Breaker:
        before, after = self.store.change_breaker(key, change)
        with self._lock:
            self._views[key] = (after, self.clock.now())
        if before.probe_from is None and after.probe_from is not None and after.opened_for:
            self.alarm.opened(key, after.opened_for)
        return after

    def _note_success(self, key: BreakerKey, holder: str | None) -> None:
        self._succeeded_at[key] = self.clock.now()
        view = self._views[key][0]
        if rules.note_success(view, holder) is not view:
            self._note(key, lambda breaker: rules.note_success(breaker, holder))

    def _note_error(self, key: BreakerKey, error: BaseException, holder: str | None) -> None:
        fault = rules.fault_of(error)
        if fault is not None:
            self._note(key, lambda breaker: self._after_failure(breaker, fault, error, holder))
        elif holder is not None:
            self._note(key, lambda breaker: rules.release(breaker, holder))

    def _after_failure(self, breaker: Breaker, fault: Fault, error: BaseException, holder: str | None) -> Breaker:
        asked = error.retry_after_seconds if isinstance(error, EngineThrottled) else None
        return rules.note_failure(
            breaker,
            fault,
            self.clock.now(),
            holder=holder,
            patience_seconds=asked or 0.0,
            succeeded_at=self._succeeded_at.get(breaker.key),
        )

    def _note(self, key: BreakerKey, change: Callable[[Breaker], Breaker]) -> None:
        try:
            self._change(key, change)
        except StorageThrottled:
            return  # what the call brought counts for more than its count; a lease that stays expires
