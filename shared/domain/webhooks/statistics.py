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
