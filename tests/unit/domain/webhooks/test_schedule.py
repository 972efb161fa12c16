"""The ladder: 0, 1 m, 5 m, 30 m, 2 h, 6 h, 12 h, 24 h, and nothing after two days."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.webhooks.schedule import DELAYS, MAX_ATTEMPTS, next_attempt, wait_asked_for
from tests.builders import at

FIRST = at(0)
HOURS = timedelta(hours=1)


def seconds(failed: int, retry_after: str | None = None, now: datetime = FIRST) -> float:
    again = next_attempt(FIRST, failed, now, about="dlv_1", retry_after=retry_after)
    assert again
    return (again - now).total_seconds()


def test_the_ladder() -> None:
    assert DELAYS == (0, 60, 300, 1800, 7200, 21600, 43200, 86400)
    assert sum(DELAYS) == 44.6 * 3600
    assert [0.8 * DELAYS[n] <= seconds(n) <= 1.2 * DELAYS[n] for n in range(1, MAX_ATTEMPTS)] == [True] * 7
    assert next_attempt(FIRST, 8, FIRST, about="x") is None


@given(st.text(max_size=40), st.integers(1, 7), st.timedeltas(timedelta(0), 50 * HOURS), st.none() | st.text())
def test_nothing_is_later_than_two_days_after_the_first(
    about: str, failed: int, passed: timedelta, retry_after: str | None
) -> None:
    again = next_attempt(FIRST, failed, FIRST + passed, about=about, retry_after=retry_after)
    assert (again is None) == (passed >= 48 * HOURS)
    assert again is None or FIRST + passed < again <= FIRST + 48 * HOURS


def test_jitter_spreads_those_that_failed_together_and_is_the_same_each_time() -> None:
    found = {next_attempt(FIRST, 1, FIRST, about=f"dlv_{number}") for number in range(100)}
    assert len(found) == 100
    assert found == {next_attempt(FIRST, 1, FIRST, about=f"dlv_{number}") for number in range(100)}


@pytest.mark.parametrize(
    ("asked", "delay"),
    [
        ("3", 60),
        ("60", 60),
        ("90.5", 90.5),
        ("120", 120),
        ("121", 120),
        ("1e12", 120),
        ("999999999999999999999999", 120),
        ("Mon, 02 Mar 2026 09:31:30 GMT", 90),
        ("Mon, 02 Mar 2027 09:31:30 GMT", 120),
    ],
)
def test_what_the_receiver_asks_for_is_honoured_between_the_delay_and_its_double(asked: str, delay: float) -> None:
    assert seconds(1, asked) == delay


@pytest.mark.parametrize(
    "asked", ["-5", "NaN", "inf", "-inf", "", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 02 Mar 2026 09:31:30",
              "0x10", "Mon, 99 Mar 2026 09:31:30 GMT", "\ud800"]
)  # fmt: skip
def test_nonsense_is_passed_over(asked: str) -> None:
    assert wait_asked_for(asked, FIRST) is None
    assert seconds(1, asked) == seconds(1)


def test_a_wait_that_was_asked_for_does_not_pass_the_two_days_either() -> None:
    now = FIRST + 40 * HOURS
    assert next_attempt(FIRST, 7, now, about="x", retry_after="1e12") == FIRST + 48 * HOURS


@given(st.text())
def test_no_answer_of_a_receiver_breaks_the_schedule(asked: str) -> None:
    assert 48 <= seconds(1, asked) <= 120
