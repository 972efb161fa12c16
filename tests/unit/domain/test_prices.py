"""Prices are exact, never less than what the provider charges, and grow with what is used."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.catalogue import Model, Price
from shared.domain.engines import NANODOLLARS, EngineKind
from shared.domain.prices import price_of

COUNTS = st.integers(0, 10_000_000)
DOLLARS = st.decimals(0, 1000, places=4, allow_nan=False)


def tokens(tokens_in: str = "0.15", tokens_out: str = "0.60", cached: str = "0.075") -> Model:
    price = Price(tokens_in=tokens_in, tokens_out=tokens_out, tokens_cached=cached, source="s", reviewed="2026-11-21")
    return Model(name="m", provider="p", id="m-1", kind=EngineKind.ANALYSIS, price=price)


def audio(**price: object) -> Model:
    found = Price(source="s", reviewed="2026-11-21", **price)
    return Model(name="m", provider="p", id="m-1", kind=EngineKind.SPEECH, price=found)


def test_tokens_cost_what_the_provider_says() -> None:
    assert price_of(tokens(), tokens_in=1_000_000) == 150_000_000
    assert price_of(tokens(), tokens_out=1_000_000) == 600_000_000
    assert price_of(tokens(), tokens_in=1_000_000, tokens_cached=400_000) == 120_000_000


def voice(characters: str) -> Model:
    price = Price(source="s", reviewed="2026-11-21", characters=characters)
    return Model(name="m", provider="p", id="m-1", kind=EngineKind.VOICE, price=price, voices={"en": "ann"})


def test_characters_cost_by_the_million() -> None:
    assert price_of(voice("15.00"), characters=1_000_000) == 15 * NANODOLLARS
    assert price_of(voice("15.00"), characters=1) == 15_000
    assert price_of(voice("0"), characters=1_000) == 0


def test_audio_costs_by_the_second() -> None:
    assert price_of(audio(audio_minute="0.006"), audio_seconds=90) == 9_000_000
    assert price_of(audio(audio_hour="0.04"), audio_seconds=3600) == 40_000_000


def test_a_part_of_a_nanodollar_is_a_whole_one() -> None:
    assert price_of(tokens(tokens_in="0.0001"), tokens_in=1) == 1
    assert price_of(audio(audio_hour="0.04"), audio_seconds=1) == 11_112


def test_a_short_call_is_charged_for_its_least_length() -> None:
    model = audio(audio_minute="0.024", minimum_audio_seconds=15)
    assert price_of(model, audio_seconds=2) == price_of(model, audio_seconds=15) == 6_000_000
    assert price_of(model, audio_seconds=0) == 0


def test_more_cached_tokens_than_there_were_count_as_all() -> None:
    assert price_of(tokens(), tokens_in=10, tokens_cached=99) == price_of(tokens(), tokens_in=10, tokens_cached=10)


def test_what_is_free_costs_nothing() -> None:
    assert price_of(tokens("0", "0", "0"), tokens_in=10, tokens_out=10) == 0
    assert price_of(audio(audio_minute="0"), audio_seconds=60) == 0


@given(st.tuples(DOLLARS, DOLLARS, DOLLARS), st.tuples(COUNTS, COUNTS, COUNTS))
def test_the_price_of_tokens_is_the_exact_sum_rounded_up(
    dollars: tuple[Decimal, Decimal, Decimal], used: tuple[int, int, int]
) -> None:
    plain, out, cached = used
    model = tokens(*map(str, dollars))
    priced = price_of(model, tokens_in=plain + cached, tokens_out=out, tokens_cached=cached)
    exact = sum(Fraction(price) * count * 1000 for price, count in zip(dollars, used, strict=True))
    assert exact <= priced < exact + 1


@given(st.floats(0.001, 20_000, allow_nan=False), st.floats(0, 1000, allow_nan=False))
def test_longer_audio_never_costs_less(seconds: float, more: float) -> None:
    model = audio(audio_minute="0.006")
    price = price_of(model, audio_seconds=seconds)
    assert price <= price_of(model, audio_seconds=seconds + more)
    assert price >= Fraction(str(seconds)) * NANODOLLARS / 10_000


@pytest.mark.parametrize("split", [1, 7, 100])
def test_pieces_cost_at_most_a_nanodollar_each_more(split: int) -> None:
    whole = price_of(tokens(), tokens_in=7_000 * split)
    assert whole <= price_of(tokens(), tokens_in=7_000) * split <= whole + split
