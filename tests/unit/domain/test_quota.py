from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.organisation import Quotas
from shared.domain.quota import Quota, Taking, Usage, audio_taking, interview_taking, month_after

QUOTAS = Quotas(interviews=3, audio_minutes=10)
SINCE_2000 = st.integers(946_684_800, 4_102_444_800)
AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "counted"), [(0.0, 1), (0.2, 1), (1.0, 1), (1.000001, 2), (59.5, 60), (14400.0, 14400)]
)
def test_every_second_that_a_recording_begins_counts(seconds: float, counted: int) -> None:
    assert audio_taking("acme", seconds, QUOTAS, AT).amount == counted


def test_a_quota_of_minutes_is_used_up_to_its_last_second() -> None:
    last = audio_taking("acme", 1.0, QUOTAS, AT)
    assert (last.limit, last.fits(599), last.fits(600)) == (600, True, False)
    one = interview_taking("acme", QUOTAS, AT)
    assert (one.amount, one.fits(2), one.fits(3)) == (1, True, False)


@given(SINCE_2000.map(lambda seconds: datetime.fromtimestamp(seconds, UTC)), st.integers(-12, 14))
def test_a_month_is_the_same_wherever_the_clock_hangs_and_ends_when_the_next_begins(at: datetime, hours: int) -> None:
    taking = interview_taking("acme", QUOTAS, at.astimezone(timezone(timedelta(hours=hours))))
    assert taking == interview_taking("acme", QUOTAS, at)
    ends = month_after(taking.month)
    assert at < ends <= at + timedelta(days=31)
    assert interview_taking("acme", QUOTAS, ends).month > taking.month
    assert interview_taking("acme", QUOTAS, ends - timedelta(microseconds=1)).month == taking.month


def test_the_refusal_says_how_much_there_is_and_until_when() -> None:
    refused = audio_taking("acme", 9000, QUOTAS, datetime(2026, 12, 31, tzinfo=UTC)).exceeded
    assert "10 minutes of audio in 2026-12" in refused.message
    assert (refused.limit, refused.resets_at) == (10, datetime(2027, 1, 1, tzinfo=UTC))
    assert "3 interviews in 2026-11" in interview_taking("acme", QUOTAS, AT).exceeded.message


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (60, 1), (61, 2)])
def test_usage_is_shown_in_minutes_begun(seconds: int, minutes: int) -> None:
    assert Usage(month="2026-11", audio_seconds=seconds).audio_minutes == minutes


@pytest.mark.parametrize("change", [{"amount": 0}, {"limit": -1}, {"month": "2026-13"}, {"month": "2026-1"}])
def test_what_is_no_taking(change: dict[str, object]) -> None:
    known = {"organisation_id": "acme", "month": "2026-11", "quota": Quota.INTERVIEWS, "amount": 1, "limit": 1}
    with pytest.raises(ValidationError):
        Taking.model_validate(known | change)
