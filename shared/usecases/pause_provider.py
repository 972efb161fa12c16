"""An operator takes a provider out of use, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.breaker import Pause, pause
from shared.domain.breaker_names import breakers_named

if TYPE_CHECKING:
    from shared.domain.breaker import Breaker
    from shared.domain.catalogue import Catalogue
    from shared.ports import BreakerStore, Clock


def pause_provider(
    name: str, reason: str, by: str, *, catalogue: Catalogue, breakers: BreakerStore, clock: Clock
) -> tuple[Breaker, ...]:
    """The breakers as they now are. Calls under way go on; new ones stop within seconds. Raises UnknownProvider."""
    word = Pause(reason=reason, by=by, at=clock.now())
    keys = breakers_named(name, catalogue)
    return tuple(breakers.change_breaker(key, lambda breaker: pause(breaker, word))[1] for key in keys)
