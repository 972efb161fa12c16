"""Who calls: a key becomes a principal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.api_key import KeyStatus, digest_of_key, mode_of_key
from shared.domain.errors import InvalidApiKey
from shared.domain.principal import Principal

if TYPE_CHECKING:
    from shared.ports import ApiKeyStore, Clock, OrganisationStore


def authorize_call(key: str, *, keys: ApiKeyStore, organisations: OrganisationStore, clock: Clock) -> Principal:
    """The principal of a key that works. Raises InvalidApiKey for any other.

    Its message is for our log and never holds the key; callers are told the same whatever it is.
    """
    mode_of_key(key)
    found = keys.find_key(digest_of_key(key))
    if found is None:
        raise InvalidApiKey("nobody has this API key")
    status = found.status_at(clock.now())
    if status is not KeyStatus.ACTIVE:
        raise InvalidApiKey(f"{found.id} is {status}")
    organisation = organisations.find_organisation(found.organisation_id)
    if organisation is None or not organisation.is_active:
        raise InvalidApiKey(f"{found.id} is of an organisation that is not active")
    return Principal(
        organisation_id=found.tenant_id,
        key_id=found.id,
        mode=found.mode,
        scopes=found.scopes,
        plan=organisation.plan,
    )
