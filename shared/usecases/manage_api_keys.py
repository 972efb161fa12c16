"""API keys are made, rotated and revoked by operators. Who makes one is shown it, once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import Field

from shared.domain.alongside import Alongside
from shared.domain.api_key import ApiKey, KeyStatus, new_key, new_key_text, replaced_by
from shared.domain.audit import OPERATOR, Deed, Recorded
from shared.domain.bundle import Bundle
from shared.domain.errors import InvalidRequest
from shared.domain.limits import MAX_API_KEYS
from shared.domain.principal import Scope
from shared.domain.tenant import Mode
from shared.domain.value import Value

if TYPE_CHECKING:
    from datetime import timedelta

    from shared.ports import ApiKeyStore, Clock, OrganisationStore


class KeyPorts(Bundle):
    """What managing keys needs."""

    organisations: OrganisationStore
    keys: ApiKeyStore
    clock: Clock


class KeyRequest(Value):
    """The key that is wanted."""

    name: str
    mode: Mode = Mode.LIVE
    scopes: frozenset[Scope]
    expires_at: datetime | None = None


class NewApiKey(Value):
    """A new key and what is kept of it. Nobody can show `secret` again."""

    secret: str = Field(repr=False)
    key: ApiKey


def create_api_key(organisation_id: str, request: KeyRequest, entropy: bytes, *, ports: KeyPorts) -> NewApiKey:
    """The key, for whoever asked. Raises UnknownOrganisation, InvalidRequest."""
    ports.organisations.get_organisation(organisation_id)
    at = ports.clock.now()
    working = [key for key in ports.keys.list_keys(organisation_id) if key.status_at(at) is KeyStatus.ACTIVE]
    if len(working) >= MAX_API_KEYS:
        raise InvalidRequest(f"there are {MAX_API_KEYS} keys that work", remedy="revoke one that nobody uses")
    made = _made(organisation_id, request, entropy, at)
    ports.keys.create_key(made.key, _recorded("api_key.created", made.key, at))
    return made


def rotate_api_key(
    organisation_id: str, key_id: str, overlap: timedelta, entropy: bytes, *, ports: KeyPorts
) -> NewApiKey:
    """A new key that may do the same; the old one works on for the overlap.

    Raises UnknownApiKey, InvalidRequest for a key that cannot be rotated, Conflict when it changed meanwhile.
    """
    at = ports.clock.now()
    old = ports.keys.get_key(organisation_id, key_id)
    request = KeyRequest(name=old.name, mode=old.mode, scopes=old.scopes, expires_at=_same_length(old, at))
    made = _made(organisation_id, request, entropy, at)
    along = _recorded("api_key.rotated", old, at, made.key.id)
    ports.keys.rotate_key(replaced_by(old, made.key, at, overlap), made.key, along)
    return made


def revoke_api_key(organisation_id: str, key_id: str, *, ports: KeyPorts) -> ApiKey:
    """The key, which opens nothing from now on. Raises UnknownApiKey."""
    at = ports.clock.now()
    key = ports.keys.get_key(organisation_id, key_id)
    return ports.keys.revoke_key(organisation_id, key_id, at, _recorded("api_key.revoked", key, at))


def _made(organisation_id: str, request: KeyRequest, entropy: bytes, at: datetime) -> NewApiKey:
    text = new_key_text(request.mode, entropy)
    key = new_key(
        text,
        organisation_id=organisation_id,
        name=request.name,
        scopes=request.scopes,
        at=at,
        expires_at=request.expires_at,
    )
    return NewApiKey(secret=text, key=key)


def _same_length(old: ApiKey, at: datetime) -> datetime | None:
    """A key that was made for ninety days is followed by one for ninety days."""
    return at + (old.expires_at - old.created_at) if old.expires_at else None


def _recorded(action: str, key: ApiKey, at: datetime, *others: str) -> Alongside:
    deed = Deed(at=at, actor=OPERATOR, action=action, objects=(key.id, *others))
    return Alongside(recorded=Recorded(organisation_id=key.tenant_id, deed=deed))
