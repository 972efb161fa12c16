"""An operator asks whether a provider answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.breaker_names import breakers_named

if TYPE_CHECKING:
    from shared.domain.breaker import Breaker
    from shared.domain.catalogue import Catalogue
    from shared.ports import BreakerStore, ProviderProbe


def probe_provider(
    name: str, *, catalogue: Catalogue, breakers: BreakerStore, provider: ProviderProbe
) -> tuple[Breaker, ...]:
    """The breakers as they are after an answer: closed. Raises UnknownProvider, and what `provider` raises."""
    keys = breakers_named(name, catalogue)
    for key in keys:
        provider.probe(key)
    return tuple(breakers.get_breaker(key) for key in keys)
