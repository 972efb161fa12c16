"""The clock, the event bus, analytics and faults, all in a test's hands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.domain.errors import ParleyError, StorageThrottled
from shared.domain.events import DomainEvent
from shared.domain.interview_key import RunKey
from shared.domain.signals import Signal
from shared.domain.steps import Step

EPOCH = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class SettableClock:
    """Implements `Clock`. Stands still until it is told to go on."""

    time: datetime = EPOCH

    def now(self) -> datetime:
        return self.time

    def advance(self, **duration: float) -> datetime:
        """Goes on by so many `seconds`, `minutes` …"""
        self.time += timedelta(**duration)
        return self.time


@dataclass
class MemoryBus:
    """Implements `EventBus`. Refuses events while `throttled`."""

    events: list[DomainEvent | Signal] = field(default_factory=list)
    throttled: bool = False

    def publish(self, events: Sequence[DomainEvent | Signal]) -> None:
        if self.throttled:
            raise StorageThrottled("the event bus answered ThrottlingException")
        self.events += events


@dataclass
class RecordedAnalytics:
    """Implements `Analytics`. Answers False while `off`, as where none is configured."""

    off: bool = False
    captured: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def capture(self, event: str, properties: dict[str, Any]) -> bool:
        if self.off:
            return False
        self.captured.append((event, properties))
        return True


@dataclass
class ScriptedFaults:
    """Implements `FaultSwitch`. Each error set for a step, or a part of one, is raised once, in order."""

    _errors: dict[tuple[str, Step, str], list[ParleyError]] = field(default_factory=dict)

    def set(self, organisation_id: str, step: Step, *errors: ParleyError, part: str = "") -> None:
        """The next attempts fail with these."""
        self._errors[organisation_id, step, part] = list(errors)

    def trip(self, key: RunKey, step: Step, part: str = "") -> None:
        errors = self._errors.get((key.organisation_id, step, part))
        if errors:
            raise errors.pop(0)
