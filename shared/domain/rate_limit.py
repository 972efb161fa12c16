"""What callers are told of their limits, in the fields `RateLimit-Policy`, `RateLimit` and `Retry-After`.

The form is that of the IETF's draft on RateLimit fields: a policy by its name, `q` for the quota, `w` for its window in
seconds, `r` for what remains, `t` for the seconds until it is whole again. `interviews` is the month's quota, counted
exactly; `burst` is how fast a tenant may call, which API Gateway limits roughly: so nobody is told what remains of it.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from shared.domain.engines import month_of
from shared.domain.organisation import Plan
from shared.domain.quota import month_after

if TYPE_CHECKING:
    from shared.domain.errors import QuotaExceeded
    from shared.domain.organisation import Quotas
    from shared.domain.quota import Usage

INTERVIEWS: Final = "interviews"
BURST: Final = "burst"
# Calls a second on average, and at once: what the usage plans of API Gateway have, too.
SPEEDS: Final = {Plan.ESSENTIAL: (10, 20), Plan.PROFESSIONAL: (50, 100), Plan.ENTERPRISE: (200, 400)}
POLICY, LIMIT, RETRY_AFTER = "RateLimit-Policy", "RateLimit", "Retry-After"


def standing(usage: Usage, quotas: Quotas, at: datetime) -> dict[str, str]:
    """The fields of an answer to a call that has used some of the month's interviews."""
    return _fields(quotas.interviews, max(0, quotas.interviews - usage.interviews), at)


def used_up(error: QuotaExceeded, at: datetime) -> dict[str, str]:
    """The fields of the answer to a call that was refused for the quota."""
    return _fields(error.limit, 0, at) | {RETRY_AFTER: str(_seconds_left(at))}


def burst_policy(plan: Plan) -> str:
    """How many calls at once, and in how many seconds as many are allowed again."""
    rate, burst = SPEEDS[plan]
    return f'"{BURST}";q={burst};w={math.ceil(burst / rate)}'


def _fields(quota: int, remaining: int, at: datetime) -> dict[str, str]:
    return {
        POLICY: f'"{INTERVIEWS}";q={quota};w={_window(at)}',
        LIMIT: f'"{INTERVIEWS}";r={remaining};t={_seconds_left(at)}',
    }


def _window(at: datetime) -> int:
    begins = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return int((month_after(month_of(at)) - begins).total_seconds())


def _seconds_left(at: datetime) -> int:
    return math.ceil((month_after(month_of(at)) - at).total_seconds())
