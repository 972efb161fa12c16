"""Sums of uses: exact, and the same in whatever order they are added."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.engines import PLATFORM, EngineKind, EngineUse, month_of, sum_uses
from tests.builders import use

AMOUNTS = st.floats(min_value=0, max_value=1e6, allow_nan=False)
USES = st.builds(
    EngineUse,
    provider=st.sampled_from(["openai", "groq"]),
    model=st.sampled_from(["a", "b"]),
    kind=st.sampled_from([*EngineKind, PLATFORM]),
    calls=st.integers(0, 5),
    seconds=AMOUNTS,
    audio_seconds=AMOUNTS,
    units=AMOUNTS,
    price_nanodollars=st.integers(0, 10**12),
)


@given(st.lists(USES, max_size=20), st.randoms(use_true_random=False))
def test_the_order_makes_no_difference(uses: list[EngineUse], random: object) -> None:
    shuffled = list(uses)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sum_uses(shuffled) == sum_uses(uses)


@given(st.lists(USES, max_size=20), st.integers(0, 20))
def test_sums_of_sums_are_sums(uses: list[EngineUse], cut: int) -> None:
    assert sum_uses([*sum_uses(uses[:cut]), *sum_uses(uses[cut:])]) == sum_uses(uses)


def test_by_provider_model_and_kind() -> None:
    one, two, three = use(), use(model="other"), use(kind=EngineKind.SPEECH)
    assert len(sum_uses([one, two, three, one])) == 3


def test_tenths_add_up() -> None:
    [total] = sum_uses([use(seconds=0.1)] * 10)
    assert (total.seconds, total.calls) == (1.0, 10)


def test_what_counts_nothing_is_left_out() -> None:
    assert sum_uses([use(calls=0)]) == ()


@pytest.mark.parametrize(("hour", "month"), [(23, "2026-10"), (0, "2026-10"), (2, "2026-11")])
def test_months_are_of_utc(hour: int, month: str) -> None:
    berlin = timezone(timedelta(hours=1))
    day = 31 if hour == 23 else 1
    assert month_of(datetime(2026, 10 if hour == 23 else 11, day, hour, 30, tzinfo=berlin)) == month
