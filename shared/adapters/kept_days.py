"""For how long tenants keep what the table removes by itself: the state of steps, deliveries."""

from datetime import datetime, timedelta
from typing import Final

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_expiry import expiry
from shared.adapters.dynamodb_table import DynamoTable
from shared.domain.limits import RETENTION_VIEW_SECONDS
from shared.domain.organisation import DataKind, Organisation, Retention
from shared.domain.tenant import organisation_of
from shared.ports import Clock

NEVER: Final = 253_402_300_799  # the last second of the year 9999: kept until it is erased


class KeptDays:
    """Reads what an organisation wants and goes by it for some minutes. `otherwise` is for who is not on record."""

    def __init__(self, table: DynamoTable, clock: Clock, otherwise: Retention | None = None) -> None:
        self._table, self._clock, self._otherwise = table, clock, otherwise or Retention()
        self._read: dict[str, tuple[datetime, Retention]] = {}

    def expires(self, tenant: str, kind: DataKind, at: datetime) -> int:
        """When what was made at `at` may go, in seconds since 1970. Raises StorageThrottled."""
        days = self._retention(organisation_of(tenant)).days_of(kind)
        return expiry(at, days) if days else NEVER

    def has_expired(self, tenant: str, kind: DataKind, at: datetime) -> bool:
        """Whether it is to be gone by now: the table removes it only some time later."""
        return self.expires(tenant, kind, at) <= self._clock.now().timestamp()

    def _retention(self, organisation_id: str) -> Retention:
        now = self._clock.now()
        read_at, known = self._read.get(organisation_id, (None, None))
        if known and read_at and now - read_at < timedelta(seconds=RETENTION_VIEW_SECONDS):
            return known
        found = self._found(organisation_id)
        self._read[organisation_id] = now, found
        return found

    def _found(self, organisation_id: str) -> Retention:
        item = self._table.get(keys.organisation_key(organisation_id))
        return keys.value_of(item, Organisation).retention if item else self._otherwise
