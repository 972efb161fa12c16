"""How the attempts of an endpoint went: days and their sum."""

from collections.abc import Sequence

from shared.domain.value import Value
from shared.domain.webhooks.statistics import DayCount


class EndpointStatistics(Value):
    """Days and their sum. `success_rate` is None where nothing was attempted."""

    days: tuple[DayCount, ...]
    attempts: int
    delivered: int
    failed: int
    exhausted: int
    success_rate: float | None
    mean_milliseconds: int | None


def statistics_of(days: Sequence[DayCount]) -> EndpointStatistics:
    """The days together."""
    attempts, delivered = sum(day.attempts for day in days), sum(day.delivered for day in days)
    return EndpointStatistics(
        days=tuple(days),
        attempts=attempts,
        delivered=delivered,
        failed=sum(day.failed for day in days),
        exhausted=sum(day.exhausted for day in days),
        success_rate=round(delivered / attempts, 4) if attempts else None,
        mean_milliseconds=round(sum(day.milliseconds for day in days) / attempts) if attempts else None,
    )
