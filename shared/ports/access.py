"""What is needed to know who calls, for whom, and how much they have used this month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from shared.domain.alongside import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.alongside import Alongside
    from shared.domain.api_key import ApiKey
    from shared.domain.organisation import Organisation, Plan
    from shared.domain.quota import Taking, Usage, UsageReceipt


class OrganisationStore(Protocol):
    """Organisations. Every answer but the list is consistent with all earlier writes."""

    def create_organisation(self, organisation: Organisation, along: Alongside = NOTHING) -> None:
        """One transaction with what stands beside it, as every change here. Raises OrganisationExists."""
        ...

    def put_organisation(self, organisation: Organisation, along: Alongside = NOTHING) -> None:
        """Replaces what is known of it. Raises UnknownOrganisation."""
        ...

    def get_organisation(self, organisation_id: str) -> Organisation:
        """The organisation of that id. Raises UnknownOrganisation."""
        ...

    def find_organisation(self, organisation_id: str) -> Organisation | None:
        """None for one that was never created: operators work for such ones, too."""
        ...

    def list_organisations(self) -> Sequence[Organisation]:
        """All, by id: for operators."""
        ...


class ApiKeyStore(Protocol):
    """API keys, found by their digests; no key is ever kept. Answers are consistent with all earlier writes."""

    def create_key(self, key: ApiKey, along: Alongside = NOTHING) -> None:
        """A new key, in one transaction with what stands beside it. Raises Conflict when it is there already."""
        ...

    def find_key(self, digest: str) -> ApiKey | None:
        """The key of that digest, whether it still works or not."""
        ...

    def get_key(self, organisation_id: str, key_id: str) -> ApiKey:
        """The organisation's key of that id, whether it still works or not. Raises UnknownApiKey."""
        ...

    def list_keys(self, organisation_id: str) -> Sequence[ApiKey]:
        """All that the organisation ever had, the oldest first."""
        ...

    def rotate_key(self, old: ApiKey, new: ApiKey, along: Alongside = NOTHING) -> None:
        """One transaction: the new key is there, and the old one has its end and its successor.

        Raises Conflict when the old one was revoked or rotated meanwhile.
        """
        ...

    def revoke_key(self, organisation_id: str, key_id: str, at: datetime, along: Alongside = NOTHING) -> ApiKey:
        """It works no more; a repeat keeps the first time, and writes nothing of what stands beside it.

        Raises UnknownApiKey.
        """
        ...


class QuotaStore(Protocol):
    """Exact counters of each tenant and month, so that a new month needs nobody to begin it."""

    def take(self, taking: Taking, receipt: UsageReceipt | None = None) -> bool:
        """Counts it, all or nothing. False for a receipt that was seen before: nothing is counted again.

        Raises QuotaExceeded.
        """
        ...

    def give_back(self, taking: Taking, receipt: UsageReceipt | None = None) -> bool:
        """Takes it off the counter again. False when it was not counted, or no longer is."""
        ...

    def usage(self, organisation_id: str, month: str) -> Usage:
        """What a tenant has used; noughts when it is nothing."""
        ...


class CallerLimits(Protocol):
    """How fast a tenant may call, which API Gateway sees to."""

    def set_plan(self, organisation_id: str, plan: Plan) -> None:
        """The tenant may call as fast as the plan says, from now on; a repeat changes nothing."""
        ...

    def forget(self, organisation_id: str) -> None:
        """The tenant's calls are counted no more."""
        ...
