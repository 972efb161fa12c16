"""What a provider asks for when it asks for patience."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite

from shared.domain.limits import MAX_RETRY_AFTER_SECONDS


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds from now, 0 to 600; None when the provider did not say, or said nonsense."""
    seconds = _number(headers.get("retry-after-ms"), 0.001)
    if seconds is None:
        seconds = _number(headers.get("retry-after"), 1.0)
    if seconds is None:
        seconds = _until(headers.get("retry-after"), now)
    return None if seconds is None else min(seconds, MAX_RETRY_AFTER_SECONDS)


def _number(value: str | None, unit: float) -> float | None:
    try:
        seconds = float(value or "") * unit
    except ValueError:
        return None
    return seconds if isfinite(seconds) and seconds >= 0 else None


def _until(value: str | None, now: datetime) -> float | None:
    """Seconds until an HTTP date; a date that is past asks for no wait."""
    try:
        at = parsedate_to_datetime(value or "")
    except ValueError:
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())
