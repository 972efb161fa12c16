"""An operator gives a provider a new key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.breaker import renew
from shared.domain.breaker_names import breakers_named

if TYPE_CHECKING:
    from shared.domain.catalogue import Catalogue
    from shared.ports import BreakerStore, Secrets


def set_provider_key(
    name: str, secret: str, key: str, *, catalogue: Catalogue, secrets: Secrets, breakers: BreakerStore
) -> None:
    """Keeps the key; a provider that was left alone because it refused the former one is asked again at once.

    Raises UnknownProvider, StorageThrottled.
    """
    secrets.put_key(secret, key)
    for breaker in breakers_named(name, catalogue):
        breakers.change_breaker(breaker, renew)
