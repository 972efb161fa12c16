"""When a delivery is attempted: at once, and then with growing patience for two days."""

import hashlib
from datetime import datetime, timedelta
from math import isfinite
from typing import Final

from shared.domain.webhooks.limits import HORIZON

DELAYS: Final = (0, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)  # seconds before each attempt, after the one before
MAX_ATTEMPTS: Final = len(DELAYS)
JITTER: Final = 0.2  # of a delay, more or less
MAX_SQS_SECONDS: Final = 900  # what a queue holds a message back; for longer there are schedules


def next_attempt(
    first: datetime, failed: int, at: datetime, *, about: str, retry_after: str | None = None
) -> datetime | None:
    """When to try again after attempt `failed` (1 is the first) has failed at `at`; None when there is no more.

    `about` is what the jitter is drawn from: the same delivery has the same jitter wherever it is computed. What the
    receiver asks for is honoured between the delay and its double; nothing is later than two days after the first.
    """
    last = first + HORIZON
    if failed >= MAX_ATTEMPTS or at >= last:
        return None
    asked = wait_asked_for(retry_after, at)
    delay = DELAYS[failed] * _spread(about, failed) if asked is None else _between(DELAYS[failed], asked)
    return min(at + timedelta(seconds=delay), last)


def wait_asked_for(value: str | None, at: datetime) -> float | None:
    """The seconds of a `Retry-After`: a number or an HTTP date. None when there is none, or it is nonsense."""
    try:
        seconds = float(value or "")
    except ValueError:
        return _until(value or "", at)
    return seconds if isfinite(seconds) and seconds >= 0 else None


def _until(value: str, at: datetime) -> float | None:
    from email.utils import parsedate_to_datetime  # few receivers write a date, and reading one loads much

    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    return None if date.tzinfo is None or date < at else (date - at).total_seconds()


def _between(delay: float, asked: float) -> float:
    return min(max(asked, delay), 2 * delay)


def _spread(about: str, failed: int) -> float:
    """From 0.8 to 1.2: those that failed together don't come back together."""
    digest = hashlib.sha256(f"{about}#{failed}".encode()).digest()
    return 1 - JITTER + 2 * JITTER * int.from_bytes(digest[:6], "big") / 2**48
