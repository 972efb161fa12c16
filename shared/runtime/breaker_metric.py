"""A breaker that opens becomes a metric, by a line of the log that CloudWatch reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.runtime.observability import measure

if TYPE_CHECKING:
    from shared.domain.breaker import BreakerKey, Fault


class BreakerMetric:
    """Implements `BreakerAlarm`."""

    def opened(self, key: BreakerKey, fault: Fault) -> None:
        measure({"BreakerOpened": 1}, of_all=True, breaker=str(key), fault=fault.value)
