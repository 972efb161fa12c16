"""Many events of one tenant at once wait apart from everybody's, so that nobody waits behind them."""

from collections.abc import Sequence

from shared.domain.events import DomainEvent
from shared.domain.value import Value
from shared.domain.webhooks.limits import MAX_CROWD, MAX_SHARE


class Crowd(Value):
    """Events of one tenant that are fanned out later. An event is ids, so this may wait in a queue."""

    events: tuple[DomainEvent, ...]

    @property
    def organisation_id(self) -> str:
        """Whose they are."""
        return self.events[0].organisation_id


def crowds_of(events: Sequence[DomainEvent]) -> Sequence[Crowd]:
    """A tenant's events of one batch of the stream by the hundred; none when they are no more than its share."""
    if len(events) <= MAX_SHARE:
        return []
    return [Crowd(events=tuple(events[start : start + MAX_CROWD])) for start in range(0, len(events), MAX_CROWD)]
