"""A breaker that opens is a line of the log, from which the alarm is made."""

from shared.domain.breaker import BreakerKey, Fault
from shared.runtime.observability import logger


class LoggedAlarm:
    """Implements `BreakerAlarm`."""

    def opened(self, key: BreakerKey, fault: Fault) -> None:
        logger().error("breaker opened", extra={"breaker": str(key), "fault": fault})
