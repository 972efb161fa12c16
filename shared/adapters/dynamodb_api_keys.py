"""API keys in the table, each twice: under its digest, by which a call finds it, and with its organisation's others.

Both are always written in one transaction.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_alongside import change
from shared.adapters.dynamodb_table import DynamoTable, Key, Put, Update
from shared.domain.alongside import NOTHING, Alongside
from shared.domain.api_key import ApiKey
from shared.domain.errors import Conflict, UnknownApiKey

NEW = "attribute_not_exists(pk)"


class DynamoApiKeys:
    """Implements `ApiKeyStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def create_key(self, key: ApiKey, along: Alongside = NOTHING) -> None:
        change(self._table, _puts(key), Conflict("the key is there already", field="keyId"), along)

    def find_key(self, digest: str) -> ApiKey | None:
        item = self._table.get(keys.digest_key(digest))
        return keys.value_of(item, ApiKey) if item else None

    def get_key(self, organisation_id: str, key_id: str) -> ApiKey:
        item = self._table.get(keys.api_key_key(organisation_id, key_id))
        if item is None:
            raise UnknownApiKey("the organisation has no such key", field="keyId")
        return keys.value_of(item, ApiKey)

    def list_keys(self, organisation_id: str) -> Sequence[ApiKey]:
        found = [keys.value_of(item, ApiKey) for item in self._table.query(keys.api_keys_of(organisation_id))]
        return sorted(found, key=lambda key: (key.created_at, key.id))

    def rotate_key(self, old: ApiKey, new: ApiKey, along: Alongside = NOTHING) -> None:
        remedy = "list the keys: it was rotated or revoked just now"
        refused = Conflict("the key can no longer be rotated", field="keyId", remedy=remedy)
        change(self._table, [*_ends(old), *_puts(new)], refused, along)

    def revoke_key(self, organisation_id: str, key_id: str, at: datetime, along: Alongside = NOTHING) -> ApiKey:
        key = self.get_key(organisation_id, key_id)
        values = {"at": at.isoformat(), "none": None}
        ends = [Update(place, "SET #revokedAt = :at", "#revokedAt = :none", values) for place in _places(key)]
        before = Conflict("the key was revoked before", field="keyId")
        with suppress(Conflict):
            change(self._table, ends, before, along)
        return self.get_key(organisation_id, key_id)


def _places(key: ApiKey) -> tuple[Key, Key]:
    return keys.digest_key(key.digest), keys.api_key_key(key.organisation_id, key.id)


def _puts(key: ApiKey) -> list[Put]:
    return [Put(keys.item_of(place, key, "API_KEY"), condition=NEW) for place in _places(key)]


def _ends(old: ApiKey) -> list[Update]:
    ends = old.expires_at.isoformat() if old.expires_at else None
    values = {"ends": ends, "successor": old.successor, "none": None}
    expression, condition = (
        "SET #expiresAt = :ends, #successor = :successor",
        "#successor = :none AND #revokedAt = :none",
    )
    return [Update(place, expression, condition, values) for place in _places(old)]
