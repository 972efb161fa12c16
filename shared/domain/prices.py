"""What a use of a model costs. Exact: no binary fractions, and a part of a nanodollar counts as a whole one."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from shared.domain.engines import NANODOLLARS, EngineKind

if TYPE_CHECKING:
    from shared.domain.catalogue import Model, Price

_MILLION = 1_000_000
_MINUTE, _HOUR = 60, 3600


def price_of(
    model: Model,
    *,
    tokens_in: int = 0,
    tokens_out: int = 0,
    tokens_cached: int = 0,
    audio_seconds: float = 0.0,
    characters: int = 0,
) -> int:
    """Nanodollars of one call. `tokens_cached` are part of `tokens_in` and have a price of their own."""
    price = model.price
    if model.kind is EngineKind.SPEECH:
        return _rounded_up(_audio(price, audio_seconds))
    if model.kind is EngineKind.VOICE:
        return _rounded_up(_per_million(price.characters) * characters)
    cached = min(tokens_cached, tokens_in)
    dollars = (
        _per_million(price.tokens_in) * (tokens_in - cached)
        + _per_million(price.tokens_cached) * cached
        + _per_million(price.tokens_out) * tokens_out
    )
    return _rounded_up(dollars)


def _per_million(million: Decimal | None) -> Fraction:
    return _stated(million) / _MILLION


def _audio(price: Price, seconds: float) -> Fraction:
    if seconds <= 0:
        return Fraction(0)
    charged = Fraction(str(max(seconds, price.minimum_audio_seconds)))
    if price.audio_minute is not None:
        return Fraction(price.audio_minute) * charged / _MINUTE
    return _stated(price.audio_hour) * charged / _HOUR


def _stated(figure: Decimal | None) -> Fraction:
    if figure is None:
        raise AssertionError("a catalogue that was read states every price")
    return Fraction(figure)


def _rounded_up(dollars: Fraction) -> int:
    return math.ceil(dollars * NANODOLLARS)
