"""When items may go."""

from datetime import UTC, datetime, timedelta


def expiry(at: datetime, days: int) -> int:
    """When an item written at `at` may go, in seconds since 1970."""
    return int((at.astimezone(UTC) + timedelta(days=days)).timestamp())
