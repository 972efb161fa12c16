"""What an organisation has used of its quotas in a month."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from shared.domain.errors import InvalidRequest
from shared.domain.organisation import Plan, Quotas
from shared.domain.quota import MONTH, month_after
from shared.domain.tenant import Mode, tenant_id
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.ports import OrganisationStore, QuotaStore


class TenantUsage(Value):
    """What the live or the sandbox data has used, and what it may."""

    mode: Mode
    interviews: int
    audio_minutes: int
    quotas: Quotas


class OrganisationUsage(Value):
    """An organisation's month. Counters begin anew at `resets_at`."""

    organisation_id: str
    plan: Plan
    month: str
    resets_at: datetime
    tenants: tuple[TenantUsage, ...]


def read_usage(
    organisation_id: str, month: str, *, organisations: OrganisationStore, quotas: QuotaStore
) -> OrganisationUsage:
    """A month's use beside its quotas. Raises UnknownOrganisation, InvalidRequest for a month that is none."""
    if not re.fullmatch(MONTH, month):
        raise InvalidRequest("is no month", field="month", remedy="write it like 2026-11")
    organisation = organisations.get_organisation(organisation_id)

    def used(mode: Mode) -> TenantUsage:
        usage = quotas.usage(tenant_id(organisation_id, mode), month)
        return TenantUsage(
            mode=mode,
            interviews=usage.interviews,
            audio_minutes=usage.audio_minutes,
            quotas=organisation.quotas_in(mode),
        )

    return OrganisationUsage(
        organisation_id=organisation_id,
        plan=organisation.plan,
        month=month,
        resets_at=month_after(month),
        tenants=tuple(used(mode) for mode in Mode),
    )
