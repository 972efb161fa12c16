"""A breaker that opens becomes a metric, by a line of the log that CloudWatch reads."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from shared.runtime.observability import logger

if TYPE_CHECKING:
    from shared.domain.breaker import BreakerKey, Fault

NAMESPACE = "POWERTOOLS_METRICS_NAMESPACE"


class BreakerMetric:
    """Implements `BreakerAlarm`. Outside a function nobody reads the log, so nothing is written."""

    def opened(self, key: BreakerKey, fault: Fault) -> None:
        if NAMESPACE not in os.environ:
            return
        from aws_lambda_powertools.metrics import MetricUnit, single_metric

        logger().warning("breaker opened", extra={"breaker": str(key), "fault": fault.value})
        with single_metric(name="BreakerOpened", unit=MetricUnit.Count, value=1) as metric:
            metric.add_dimension("service", os.environ.get("POWERTOOLS_SERVICE_NAME", "parley"))
            metric.add_metadata("breaker", str(key))
