"""Engines by tier, and what each call of one has used."""

from collections.abc import Iterable
from enum import StrEnum

from shared.domain.value import Value

NANODOLLARS = 1_000_000_000


class Tier(StrEnum):
    """What an interview is worth: which engines work on it. Seed 004 names the three."""

    ESSENTIAL = "essential"
    PROFESSIONAL = "professional"
    ENTERPRISE = "enterprise"


class EngineKind(StrEnum):
    """What an engine does."""

    ANALYSIS = "analysis"
    SPEECH = "speech"


class EngineUse(Value):
    """What calls of one model have used.

    `calls` were made and paid; `cached_calls` were answered from our own store. `tokens_cached` are those of
    `tokens_in` that the provider charges less for. `seconds` is how long the calls took, `price_nanodollars` what
    they cost: whole numbers, so that sums are exact.
    """

    provider: str
    model: str
    kind: EngineKind
    calls: int = 1
    cached_calls: int = 0
    retries: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    audio_seconds: float = 0.0
    seconds: float = 0.0
    price_nanodollars: int = 0

    @property
    def price_usd(self) -> float:
        """The price in dollars, for people."""
        return self.price_nanodollars / NANODOLLARS


_COUNTED = tuple(name for name in EngineUse.model_fields if name not in {"provider", "model", "kind"})


def sum_uses(uses: Iterable[EngineUse]) -> tuple[EngineUse, ...]:
    """One use per provider, model and kind, in the order of their first call."""
    sums: dict[tuple[str, str, EngineKind], EngineUse] = {}
    for use in uses:
        which = (use.provider, use.model, use.kind)
        sums[which] = _add(sums[which], use) if which in sums else use
    return tuple(sums.values())


def _add(one: EngineUse, other: EngineUse) -> EngineUse:
    return one.model_copy(update={name: getattr(one, name) + getattr(other, name) for name in _COUNTED})
