"""An operator puts a paused provider back into use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.breaker import resume
from shared.domain.breaker_names import breakers_named

if TYPE_CHECKING:
    from shared.domain.breaker import Breaker
    from shared.domain.catalogue import Catalogue
    from shared.ports import BreakerStore


def resume_provider(name: str, *, catalogue: Catalogue, breakers: BreakerStore) -> tuple[Breaker, ...]:
    """The breakers as they now are. One that was open before is still, and is probed next. Raises UnknownProvider."""
    return tuple(breakers.change_breaker(key, resume)[1] for key in breakers_named(name, catalogue))
