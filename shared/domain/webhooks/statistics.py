"""How an endpoint's attempts went, day by day."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.webhooks.answer import Answer


class DayCount(Value):
    """The attempts of a day in UTC. `milliseconds` is how long they took together."""

    day: date
    attempts: int = 0
    delivered: int = 0
    failed: int = 0
    exhausted: int = 0
    milliseconds: int = 0


class EndpointStatistics(Value):
    """Days and their sum. `success_rate` is None where nothing was attempted."""

    days: tuple[DayCount, ...]
    attempts: int
    delivered: int
    failed: int
    exhausted: int
    success_rate: float | None
    mean_milliseconds: int | None


def count_of(day: date, answers: Sequence["Answer"], exhausted: int) -> DayCount:
    """What a batch of attempts adds to a day."""
    delivered = sum(answer.is_success for answer in answers)
    return DayCount(
        day=day,
        attempts=len(answers),
        delivered=delivered,
        failed=len(answers) - delivered,
        exhausted=exhausted,
        milliseconds=round(1000 * sum(answer.seconds for answer in answers)),
    )


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
