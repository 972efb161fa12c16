"""Organisations: whose data it is, what they may use in a month, and how long they keep what.

An organisation has live data and sandbox data. Each of the two is a tenant of its own: stores, buckets and queues
only ever see a tenant's id, where they say `organisation_id`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from shared.domain.limits import (
    ABANDONED_MINUTES,
    MAX_ABANDONED_MINUTES,
    MAX_NAME_CHARACTERS,
    MAX_ORGANISATION_ID_CHARACTERS,
    MAX_RETENTION_DAYS,
    MIN_DELIVERY_DAYS,
    MIN_STATE_DAYS,
    STATE_RETENTION_DAYS,
)
from shared.domain.tenant import Mode
from shared.domain.value import Value

# An identifier without two underlines in a row, and with none at its end: these set the mode apart in a tenant's id.
ORGANISATION_ID: Final = r"^[A-Za-z0-9](?:_?[A-Za-z0-9-])*$"
DELIVERY_DAYS: Final = 30
AUDIT_DAYS: Final = 730


class Plan(StrEnum):
    """What an organisation has agreed on: how fast it may call, and how much it may use."""

    ESSENTIAL = "essential"
    PROFESSIONAL = "professional"
    ENTERPRISE = "enterprise"


class OrganisationStatus(StrEnum):
    """The keys of a suspended organisation open nothing; its data stays."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class Quotas(Value):
    """How much may be used in a calendar month in UTC."""

    interviews: int = Field(ge=0)
    audio_minutes: int = Field(ge=0)


class DataKind(StrEnum):
    """Kinds of data that are kept for different times."""

    RECORDINGS = "recordings"
    TRANSCRIPTS = "transcripts"
    RESULTS = "results"
    STATE = "state"  # of steps
    DELIVERIES = "deliveries"
    AUDIT = "audit"


Days = Annotated[int, Field(ge=1, le=MAX_RETENTION_DAYS)]


class Retention(Value):
    """Days for which each kind of data is kept; None keeps it until it is erased."""

    recordings: Days | None = None
    transcripts: Days | None = None
    results: Days | None = None
    state: Annotated[Days, Field(ge=MIN_STATE_DAYS)] | None = STATE_RETENTION_DAYS
    deliveries: Annotated[Days, Field(ge=MIN_DELIVERY_DAYS)] | None = DELIVERY_DAYS
    audit: Days | None = AUDIT_DAYS

    def days_of(self, kind: DataKind) -> int | None:
        """For how many days that kind is kept."""
        days: int | None = getattr(self, kind)
        return days


# Interviews and minutes of audio in a month.
PLAN_QUOTAS: Final = {
    Plan.ESSENTIAL: (100, 3_000),
    Plan.PROFESSIONAL: (1_000, 30_000),
    Plan.ENTERPRISE: (20_000, 600_000),
}
SANDBOX_QUOTAS: Final = (1_000, 1_000)


class Organisation(Value):
    """An organisation. `quotas` are those of its live data, None for those of its plan.

    A live interview is closed when nobody answers for `abandoned_minutes`.
    """

    id: str = Field(pattern=ORGANISATION_ID, max_length=MAX_ORGANISATION_ID_CHARACTERS)
    name: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    plan: Plan = Plan.ESSENTIAL
    quotas: Quotas | None = None
    retention: Retention = Field(default_factory=Retention)
    abandoned_minutes: int = Field(default=ABANDONED_MINUTES, ge=1, le=MAX_ABANDONED_MINUTES)
    status: OrganisationStatus = OrganisationStatus.ACTIVE
    created_at: datetime
    updated_at: datetime

    @property
    def is_active(self) -> bool:
        """Whether its keys open anything."""
        return self.status is OrganisationStatus.ACTIVE

    def quotas_in(self, mode: Mode) -> Quotas:
        """What may be used in a month of its live or of its sandbox data."""
        if mode is Mode.SANDBOX:
            return sandbox_quotas()
        return self.quotas or plan_quotas(self.plan)


def plan_quotas(plan: Plan) -> Quotas:
    """What an organisation of that plan may use in a month, unless it agreed on something else."""
    interviews, audio_minutes = PLAN_QUOTAS[plan]
    return Quotas(interviews=interviews, audio_minutes=audio_minutes)


def sandbox_quotas() -> Quotas:
    """What may be used in a month of sandbox data."""
    interviews, audio_minutes = SANDBOX_QUOTAS
    return Quotas(interviews=interviews, audio_minutes=audio_minutes)
