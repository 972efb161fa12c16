from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.organisation import Plan, Quotas
from shared.domain.quota import Usage, interview_taking
from shared.domain.rate_limit import burst_policy, standing, used_up

QUOTAS = Quotas(interviews=100, audio_minutes=10)
DAY = 24 * 60 * 60
LAST = datetime(2026, 11, 30, 23, 59, 58, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(("used", "left"), [(0, 100), (1, 99), (100, 0), (120, 0)])
def test_what_remains_until_the_month_is_over(used: int, left: int) -> None:
    fields = standing(Usage(month="2026-11", interviews=used), QUOTAS, datetime(2026, 11, 21, tzinfo=UTC))
    assert fields == {
        "RateLimit-Policy": f'"interviews";q=100;w={30 * DAY}',
        "RateLimit": f'"interviews";r={left};t={10 * DAY}',
    }


def test_who_is_refused_is_told_when_to_come_again_never_too_early() -> None:
    refused = interview_taking("acme", QUOTAS, LAST).exceeded
    fields = used_up(refused, LAST)
    assert fields["RateLimit"] == '"interviews";r=0;t=2'
    assert fields["Retry-After"] == "2"
    assert refused.resets_at
    assert LAST + timedelta(seconds=int(fields["Retry-After"])) >= refused.resets_at


def test_february_is_shorter_and_december_ends_with_the_year() -> None:
    february = standing(Usage(month="2028-02"), QUOTAS, datetime(2028, 2, 29, tzinfo=UTC))
    assert february["RateLimit-Policy"].endswith(f"w={29 * DAY}")
    december = standing(Usage(month="2026-12"), QUOTAS, datetime(2026, 12, 31, tzinfo=UTC))
    assert december["RateLimit"].endswith(f"t={DAY}")


@pytest.mark.parametrize(
    ("plan", "policy"),
    [
        (Plan.ESSENTIAL, '"burst";q=20;w=2'),
        (Plan.PROFESSIONAL, '"burst";q=100;w=2'),
        (Plan.ENTERPRISE, '"burst";q=400;w=2'),
    ],
)
def test_how_many_calls_at_once_and_when_as_many_again(plan: Plan, policy: str) -> None:
    assert burst_policy(plan) == policy
