"""The clock of the machine, and ids that sort by it."""

from datetime import UTC, datetime


class SystemClock:
    """Implements `Clock`."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def new_interview_id() -> str:
    """An id that nobody has used: a ULID, so that ids sort by time (https://github.com/ulid/spec)."""
    from ulid import ULID

    return f"int_{str(ULID()).lower()}"
