"""What a tenant uses is taken from its quota of the month. Who never became an organisation has none to keep to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.engines import month_of
from shared.domain.quota import UsageReceipt, audio_taking, interview_taking
from shared.domain.rate_limit import standing
from shared.domain.tenant import mode_of, organisation_of

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.organisation import Quotas
    from shared.domain.quota import Taking
    from shared.domain.run import Run
    from shared.ports import OrganisationStore, QuotaStore


class QuotaPorts(Bundle):
    """What counting needs."""

    organisations: OrganisationStore
    quotas: QuotaStore


def take_audio(run: Run, seconds: float, at: datetime, *, ports: QuotaPorts) -> None:
    """Counts a recording, however often it is heard. Raises QuotaExceeded before anybody is paid for hearing it."""
    key = run.key.interview
    quotas = quotas_of(key.organisation_id, organisations=ports.organisations)
    if quotas is None:
        return
    receipt = UsageReceipt(interview=key, name=f"audio#{run.upload_version}")
    ports.quotas.take(audio_taking(key.organisation_id, seconds, quotas, at), receipt)


def taking_of_interview(tenant: str, at: datetime, *, organisations: OrganisationStore) -> Taking | None:
    """What one interview more takes, for the transaction that makes it; None for a tenant without quotas."""
    quotas = quotas_of(tenant, organisations=organisations)
    return interview_taking(tenant, quotas, at) if quotas else None


def quotas_of(tenant: str, *, organisations: OrganisationStore) -> Quotas | None:
    """The tenant's quotas; None for one that operators work for without having made it an organisation."""
    organisation = organisations.find_organisation(organisation_of(tenant))
    return organisation.quotas_in(mode_of(tenant)) if organisation else None


def standing_of(tenant: str, at: datetime, *, ports: QuotaPorts) -> dict[str, str]:
    """What the caller is told of the tenant's quota of interviews; nothing for a tenant without quotas."""
    quotas = quotas_of(tenant, organisations=ports.organisations)
    return standing(ports.quotas.usage(tenant, month_of(at)), quotas, at) if quotas else {}
