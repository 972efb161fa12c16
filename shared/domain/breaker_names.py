"""The breakers that a name means, as an operator writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.breaker import BreakerKey
from shared.domain.engines import EngineKind
from shared.domain.errors import UnknownProvider

if TYPE_CHECKING:
    from shared.domain.catalogue import Catalogue


def breakers_of(catalogue: Catalogue) -> tuple[BreakerKey, ...]:
    """Every breaker that there can be: one per provider and kind of its models."""
    pairs = {(model.provider, model.kind) for model in catalogue.models.values()}
    return tuple(BreakerKey(provider=provider, kind=EngineKind(kind)) for provider, kind in sorted(pairs))


def breakers_named(name: str, catalogue: Catalogue) -> tuple[BreakerKey, ...]:
    """`groq` means all of that provider's, `groq/analysis` the one. Raises UnknownProvider."""
    found = tuple(key for key in breakers_of(catalogue) if name in (key.provider, str(key)))
    if not found:
        raise UnknownProvider("there is no such provider", field="name")
    return found
