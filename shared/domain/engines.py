"""What engines do, and what each call of one has used."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import AfterValidator

from shared.domain.value import Value

NANODOLLARS = 1_000_000_000
DECIMALS = 6


class EngineKind(StrEnum):
    """What an engine does."""

    ANALYSIS = "analysis"
    SPEECH = "speech"
    VOICE = "voice"


# What engines run on is counted and summed like them, but its price is an estimate.
PLATFORM: Final = "platform"
UseKind = EngineKind | Literal["platform"]


def _exact(amount: float) -> float:
    """Millionths are kept. Sums of them are the same in whatever order they are added."""
    return round(amount, DECIMALS)


Amount = Annotated[float, AfterValidator(_exact)]


class EngineUse(Value):
    """What calls of one model have used.

    `calls` were made and paid; `cached_calls` were answered from our own store. `tokens_cached` are those of
    `tokens_in` that the provider charges less for; `characters` were spoken. `seconds` is how long the calls took,
    `price_nanodollars` what they cost: whole numbers, so that sums are exact. `units` are what a platform charges
    for, whatever its `model` says: GB-seconds, requests, transitions.
    """

    provider: str
    model: str
    kind: UseKind
    calls: int = 1
    cached_calls: int = 0
    retries: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    audio_seconds: Amount = 0.0
    characters: int = 0
    seconds: Amount = 0.0
    units: Amount = 0.0
    price_nanodollars: int = 0

    @property
    def price_usd(self) -> float:
        """The price in dollars, for people."""
        return self.price_nanodollars / NANODOLLARS

    @property
    def which(self) -> tuple[str, str, UseKind]:
        """What uses are summed by."""
        return self.provider, self.model, self.kind

    @property
    def amounts(self) -> dict[str, int | float]:
        """What was counted, by the field's name; what is nought is left out."""
        return {name: amount for name in COUNTED if (amount := getattr(self, name))}


COUNTED = tuple(name for name in EngineUse.model_fields if name not in {"provider", "model", "kind"})


def sum_uses(uses: Iterable[EngineUse]) -> tuple[EngineUse, ...]:
    """One use per provider, model and kind, in their order; those that count nothing are left out."""
    sums: dict[tuple[str, str, UseKind], EngineUse] = {}
    for use in uses:
        sums[use.which] = _add(sums[use.which], use) if use.which in sums else use
    return tuple(sums[which] for which in sorted(sums) if sums[which].amounts)


def _add(one: EngineUse, other: EngineUse) -> EngineUse:
    added = {name: getattr(one, name) + getattr(other, name) for name in COUNTED}
    return EngineUse(provider=one.provider, model=one.model, kind=one.kind, **added)


def month_of(at: datetime) -> str:
    """The month that a use is summed under, in UTC: `2026-11`."""
    return f"{at.astimezone(UTC):%Y-%m}"
