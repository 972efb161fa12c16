"""Organisations, API keys and quotas in memory; how fast tenants may call, written down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.alongside import NOTHING, Alongside
from shared.domain.api_key import ApiKey
from shared.domain.errors import Conflict, OrganisationExists, UnknownApiKey, UnknownOrganisation
from shared.domain.organisation import Organisation, Plan
from shared.domain.quota import Quota, Taking, Usage, UsageReceipt
from tests.fakes.alongside import changing, counter_of, take_in
from tests.fakes.memory import Memory, changed


class MemoryOrganisations:
    """Implements `OrganisationStore`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def create_organisation(self, organisation: Organisation, along: Alongside = NOTHING) -> None:
        with changing(self._memory, along):
            if organisation.id in self._memory.organisations:
                raise OrganisationExists("the organisation's id is taken", field="organisationId")
            self._memory.organisations[organisation.id] = organisation

    def put_organisation(self, organisation: Organisation, along: Alongside = NOTHING) -> None:
        with changing(self._memory, along):
            self.get_organisation(organisation.id)
            self._memory.organisations[organisation.id] = organisation

    def get_organisation(self, organisation_id: str) -> Organisation:
        found = self.find_organisation(organisation_id)
        if found is None:
            raise UnknownOrganisation("there is no such organisation", field="organisationId")
        return found

    def find_organisation(self, organisation_id: str) -> Organisation | None:
        return self._memory.organisations.get(organisation_id)

    def list_organisations(self) -> Sequence[Organisation]:
        return [organisation for _, organisation in sorted(self._memory.organisations.items())]


class MemoryApiKeys:
    """Implements `ApiKeyStore`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def create_key(self, key: ApiKey, along: Alongside = NOTHING) -> None:
        with changing(self._memory, along):
            if key.digest in self._memory.api_keys:
                raise Conflict("the key is there already", field="keyId")
            self._memory.api_keys[key.digest] = key

    def find_key(self, digest: str) -> ApiKey | None:
        return self._memory.api_keys.get(digest)

    def get_key(self, organisation_id: str, key_id: str) -> ApiKey:
        for key in self.list_keys(organisation_id):
            if key.id == key_id:
                return key
        raise UnknownApiKey("the organisation has no such key", field="keyId")

    def list_keys(self, organisation_id: str) -> Sequence[ApiKey]:
        with self._memory.transaction():
            own = [key for key in self._memory.api_keys.values() if key.organisation_id == organisation_id]
        return sorted(own, key=lambda key: (key.created_at, key.id))

    def rotate_key(self, old: ApiKey, new: ApiKey, along: Alongside = NOTHING) -> None:
        with changing(self._memory, along):
            known = self._memory.api_keys[old.digest]
            if known.successor or known.revoked_at:
                raise Conflict("the key can no longer be rotated", field="keyId")
            self._memory.api_keys |= {old.digest: old, new.digest: new}

    def revoke_key(self, organisation_id: str, key_id: str, at: datetime, along: Alongside = NOTHING) -> ApiKey:
        with self._memory.transaction():
            key = self.get_key(organisation_id, key_id)
            if not key.revoked_at:
                with changing(self._memory, along):
                    self._memory.api_keys[key.digest] = changed(key, revoked_at=at)
            return self._memory.api_keys[key.digest]


class MemoryQuotas:
    """Implements `QuotaStore`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def take(self, taking: Taking, receipt: UsageReceipt | None = None) -> bool:
        with self._memory.transaction():
            if receipt in self._memory.usage_receipts:
                return False
            take_in(self._memory, taking)
            if receipt:
                self._memory.usage_receipts.add(receipt)
            return True

    def give_back(self, taking: Taking, receipt: UsageReceipt | None = None) -> bool:
        with self._memory.transaction():
            used = self._memory.usage.get(counter_of(taking), 0)
            if used < taking.amount or (receipt and receipt not in self._memory.usage_receipts):
                return False
            self._memory.usage[counter_of(taking)] = used - taking.amount
            if receipt:
                self._memory.usage_receipts.discard(receipt)
            return True

    def usage(self, organisation_id: str, month: str) -> Usage:
        with self._memory.transaction():
            used = {quota: self._memory.usage.get((organisation_id, month, quota), 0) for quota in Quota}
        return Usage(month=month, interviews=used[Quota.INTERVIEWS], audio_seconds=used[Quota.AUDIO_SECONDS])


@dataclass
class RecordedLimits:
    """Implements `CallerLimits`."""

    plans: dict[str, Plan] = field(default_factory=dict)

    def set_plan(self, organisation_id: str, plan: Plan) -> None:
        self.plans[organisation_id] = plan

    def forget(self, organisation_id: str) -> None:
        self.plans.pop(organisation_id, None)
