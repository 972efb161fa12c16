"""How an endpoint is doing: when somebody is told that it fails, and when it is left alone."""

from datetime import datetime
from typing import Final

from shared.domain.value import Value
from shared.domain.webhooks.limits import DISABLED_AFTER, FAILING_AFTER, NOTICES

FIRST_NOTICE: Final = 0
UNWELL_AFTER: Final = 3  # failures in a row: then its deliveries wait among the repeats, in nobody's way


class Health(Value):
    """`failures` in a row since `failing_since`; `notices` are those that were given since, in per cent."""

    failing_since: datetime | None = None
    failures: int = 0
    notices: tuple[int, ...] = ()

    @property
    def is_unwell(self) -> bool:
        """Whether it has failed a few times in a row."""
        return self.failures >= UNWELL_AFTER


def note_success(health: Health) -> Health:
    """One success and all is forgotten."""
    return Health() if health.failing_since else health


def note_failures(health: Health, count: int, at: datetime) -> tuple[Health, tuple[int, ...]]:
    """So many failures more, and the notices that are due for the first time."""
    since = health.failing_since or at
    failures = health.failures + count
    passed = 100 * (at - since) / DISABLED_AFTER
    due = [FIRST_NOTICE, *(share for share in NOTICES if passed >= share)] if failures >= FAILING_AFTER else []
    fresh = tuple(share for share in due if share not in health.notices)
    return Health(failing_since=since, failures=failures, notices=(*health.notices, *fresh)), fresh


def has_failed_for_too_long(health: Health) -> bool:
    """Whether the last notice was given."""
    return NOTICES[-1] in health.notices
